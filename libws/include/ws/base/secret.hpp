#pragma once

#include <string>
#include <string_view>

namespace ws
{

/// A string that wipes its memory when it goes and never prints itself.
///
/// Not thread safe. A view from `reveal()` lives as long as the secret is
/// neither assigned nor destroyed.
class secret
{
public:
    secret() = default;
    explicit secret(std::string_view value);
    secret(const secret& other);
    secret(secret&& other) noexcept;
    secret& operator=(secret other) noexcept;
    ~secret();

    [[nodiscard]] std::string_view reveal() const noexcept { return value_; }
    [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return value_.size(); }

    /// For people: at most the first seven characters and only where more than
    /// twice as many follow, then "…". An empty secret gives "".
    [[nodiscard]] std::string masked() const;

private:
    std::string value_;
};

} // namespace ws
