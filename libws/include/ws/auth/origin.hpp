#pragma once

#include <ws/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::auth
{

/// An origin in its normal form: lower-case scheme and host, effective port.
struct origin
{
    std::string scheme; ///< "http" or "https"
    std::string host;   ///< may hold one '*' in its left-most label when a pattern
    std::uint16_t port = 0;

    bool operator==(const origin&) const = default;
    /// "https://app.example.com", the port only where it is not the default.
    [[nodiscard]] std::string to_string() const;
};

/// The value of an Origin header: exactly scheme://host[:port], http or https.
/// Errors: errc::malformed_input (also for "null" and "").
result<origin> parse_origin(std::string_view header_value);

/// One entry of a configured list: as parse_origin, but a lone trailing '/' is
/// dropped and, for patterns, one '*' is accepted as described at
/// `origin_list`. `why` receives what is wrong. Errors: errc::malformed_input.
result<origin> parse_configured_origin(std::string_view entry, std::string& why);

/// Whether the entry holds a '*'.
bool is_pattern(const origin& entry) noexcept;

/// The origins whose pages may open a connection.
///
/// An entry is exact, or a pattern with one '*' next to literal text inside
/// the left-most label (https, default port): the star matches
/// [a-z0-9]([a-z0-9-]*[a-z0-9])?, never a dot. Immutable, so safe to share.
class origin_list
{
public:
    origin_list() = default;
    explicit origin_list(std::vector<origin> entries) : entries_(std::move(entries)) {}

    /// Whether an Origin header's value is one of these. An empty list allows none.
    [[nodiscard]] bool allows(std::string_view header_value) const;

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
    [[nodiscard]] const std::vector<origin>& entries() const noexcept { return entries_; }

private:
    std::vector<origin> entries_;
};

} // namespace ws::auth
