#include <ws/realtime/codes.hpp>
#include <ws/realtime/node_counts.hpp>

#include <algorithm>
#include <array>

namespace ws::realtime
{
namespace
{

constexpr double session_bounds[] = {1, 10, 60, 300, 1800, 3600, 14'400, 43'200, 86'400};

template <class... Entries>
constexpr auto codes_of(const Entries&... entries)
{
    return std::array{std::uint32_t{entries.code}...};
}

template <std::size_t A, std::size_t B>
constexpr std::array<std::uint32_t, A + B>
joined(const std::array<std::uint32_t, A>& a, const std::array<std::uint32_t, B>& b)
{
    std::array<std::uint32_t, A + B> all{};
    std::copy(a.begin(), a.end(), all.begin());
    std::copy(b.begin(), b.end(), all.begin() + A);
    return all;
}

constexpr auto error_codes = codes_of(
    error::internal, error::unauthorized, error::unknown_channel, error::permission_denied,
    error::method_not_found, error::already_subscribed, error::limit_exceeded, error::bad_request,
    error::not_available, error::token_expired, error::expired, error::too_many_requests,
    error::unrecoverable_position, error::conflict);

/// RFC 6455 §7.4.1; 1005 and 1006 stand for closes that named no code.
constexpr std::array<std::uint32_t, 11> protocol_codes{1000, 1001, 1002, 1003, 1005, 1006,
                                                       1007, 1008, 1009, 1011, 1012};

constexpr auto own_close_codes = codes_of(
    close_with::shutdown, close_with::internal_error, close_with::expired, close_with::subscription_expired,
    close_with::slow, close_with::write_error, close_with::insufficient_state, close_with::force_reconnect,
    close_with::no_pong, close_with::too_many_requests, close_with::invalid_token, close_with::bad_request,
    close_with::stale, close_with::force_disconnect, close_with::connection_limit, close_with::channel_limit,
    close_with::permission_denied, close_with::not_available);

constexpr auto close_codes = joined(protocol_codes, own_close_codes);
constexpr auto connect_codes = joined(error_codes, own_close_codes);

constexpr std::array<std::string_view, command_kinds> command_names{
    "pong",           "connect", "ping", "subscribe", "unsubscribe", "publish",    "presence",
    "presence_stats", "history", "rpc",  "send",      "refresh",     "sub_refresh"};

} // namespace

std::string_view command_name(std::size_t kind) noexcept { return command_names[kind]; }

node_counts::node_counts()
    : failed_connects(connect_codes), closed_by_us(close_codes), closed_by_peer(protocol_codes),
      connected_seconds(session_bounds), command_errors(error_codes)
{
}

} // namespace ws::realtime
