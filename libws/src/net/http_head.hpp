#pragma once

#include <ws/base/error.hpp>
#include <ws/net/http_message.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ws::net
{

/// Request line and headers of one request, taken apart.
struct http_head
{
    http_request request; ///< body and peer_address are still empty
    bool http_1_1 = true; ///< else 1.0
    bool keep_alive = true;
    bool expects_continue = false;               ///< the client waits for "100 Continue"
    std::optional<std::uint64_t> content_length; ///< never together with chunked
    bool chunked = false;

    [[nodiscard]] bool has_body() const noexcept { return chunked || content_length.value_or(0) > 0; }
};

/// Why a request is not served. The connection ends after it: nobody can tell
/// where the next request would begin.
struct http_refusal
{
    unsigned status = 400;
    std::string_view reason; ///< a constant sentence for people
};

/// Looks for the end of a head in what has arrived so far.
///
/// @param scanned where the last call stopped; begin with 0
/// Returns the head's length with its blank line, 0 while that is still to
/// come. Errors: errc::malformed_input for a line feed without its carriage
/// return, which would let two parsers see two different requests.
result<std::size_t> find_head_end(std::string_view bytes, std::size_t& scanned);

/// Takes a complete head apart, blank line included. Stricter than RFC 9112
/// asks: whatever two servers might read differently is refused, so that no
/// request can be smuggled past a proxy in front of us.
boost::system::result<http_head, http_refusal> parse_http_head(std::string_view head, std::size_t max_fields);

} // namespace ws::net
