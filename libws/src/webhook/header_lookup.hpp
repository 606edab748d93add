#pragma once

#include <ws/webhook/delivery_request.hpp>

#include <span>
#include <string_view>

namespace ws::webhook
{

/// Reads the headers a check relies on, each of which may occur once.
class header_lookup
{
public:
    explicit header_lookup(std::span<const header_view> headers) : headers_(headers) {}

    /// The value without SP and HTAB around it; "" when absent. `name` in lower case.
    std::string_view value(std::string_view name);

    /// Whether any header asked for so far occurs more than once: libraries see the
    /// values joined by a comma then, and may accept what we would read differently.
    [[nodiscard]] bool repeated() const noexcept { return repeated_; }

private:
    std::span<const header_view> headers_;
    bool repeated_ = false;
};

/// "Bearer" against "bearer": ASCII letters of `text` may have either case.
bool equal_ignoring_case(std::string_view text, std::string_view lower_case) noexcept;

} // namespace ws::webhook
