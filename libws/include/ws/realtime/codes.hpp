#pragma once

#include <cstdint>
#include <string_view>

/// Codes of the client protocol (docs/protocol.md): what they are called on the
/// wire and whether a client comes back.
namespace ws::realtime
{

/// Error member of a reply.
struct client_error
{
    std::uint32_t code;
    std::string_view message;
    bool temporary = false; ///< the client may try again as it is

    bool operator==(const client_error& other) const noexcept { return code == other.code; }
};

namespace error
{
inline constexpr client_error internal{100, "internal server error", true};
inline constexpr client_error unauthorized{101, "unauthorized"};
inline constexpr client_error unknown_channel{102, "unknown channel"};
inline constexpr client_error permission_denied{103, "permission denied"};
inline constexpr client_error method_not_found{104, "method not found"};
inline constexpr client_error already_subscribed{105, "already subscribed"};
inline constexpr client_error limit_exceeded{106, "limit exceeded"};
inline constexpr client_error bad_request{107, "bad request"};
inline constexpr client_error not_available{108, "not available"};
inline constexpr client_error token_expired{109, "token expired"};
inline constexpr client_error expired{110, "expired"};
inline constexpr client_error too_many_requests{111, "too many requests", true};
inline constexpr client_error unrecoverable_position{112, "unrecoverable position"};
/// Of the server API only.
inline constexpr client_error conflict{113, "conflict"};
} // namespace error

/// Close code and reason of a connection. Clients reconnect unless the code is
/// in 3500–3999 or 4500–4999. A reason is never empty and never reads as JSON:
/// the JavaScript client misreads both.
struct disconnect
{
    std::uint16_t code;
    std::string_view reason;
};

namespace close_with
{
inline constexpr disconnect shutdown{3001, "shutdown"};
inline constexpr disconnect internal_error{3004, "internal server error"};
inline constexpr disconnect expired{3005, "connection expired"};
inline constexpr disconnect subscription_expired{3006, "subscription expired"};
inline constexpr disconnect slow{3008, "slow"};
inline constexpr disconnect write_error{3009, "write error"};
inline constexpr disconnect insufficient_state{3010, "insufficient state"};
inline constexpr disconnect force_reconnect{3011, "force reconnect"};
inline constexpr disconnect no_pong{3012, "no pong"};
inline constexpr disconnect too_many_requests{3013, "too many requests"};
inline constexpr disconnect invalid_token{3500, "invalid token"};
inline constexpr disconnect bad_request{3501, "bad request"};
inline constexpr disconnect stale{3502, "stale"};
inline constexpr disconnect force_disconnect{3503, "force disconnect"};
inline constexpr disconnect connection_limit{3504, "connection limit"};
inline constexpr disconnect channel_limit{3505, "channel limit"};
inline constexpr disconnect permission_denied{3507, "permission denied"};
inline constexpr disconnect not_available{3508, "not available"};
} // namespace close_with

/// Why the server ended a subscription. Clients resubscribe at once for codes
/// from 2500 on.
struct unsubscribe_cause
{
    std::uint32_t code;
    std::string_view reason;
};

namespace unsubscribe_with
{
inline constexpr unsubscribe_cause server{2000, "server unsubscribe"};
inline constexpr unsubscribe_cause insufficient_state{2500, "insufficient state"};
inline constexpr unsubscribe_cause expired{2501, "subscription expired"};
} // namespace unsubscribe_with

} // namespace ws::realtime
