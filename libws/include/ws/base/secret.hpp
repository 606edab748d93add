#pragma once

#include <string>
#include <string_view>
#include <vector>

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
    secret(const secret&) = default;
    secret(secret&&) noexcept = default;
    secret& operator=(secret other) noexcept;
    ~secret();

    [[nodiscard]] std::string_view reveal() const noexcept { return {value_.data(), value_.size()}; }
    [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return value_.size(); }

    /// For people: at most the first seven characters and only where more than
    /// twice as many follow, then "…". An empty secret gives "".
    [[nodiscard]] std::string masked() const;

private:
    /// Not a std::string: that keeps short values inside itself, so each move
    /// would leave a copy behind.
    std::vector<char> value_;
};

} // namespace ws
