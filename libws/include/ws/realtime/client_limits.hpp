#pragma once

#include <ws/auth/rate_limit.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ws::realtime
{

/// What clients may take of a node. Nothing, and 0, is no limit.
struct client_limits
{
    std::optional<auth::rate_limit> commands;     ///< of one connection; pongs are none
    std::optional<auth::rate_limit> subscribes;   ///< of one user
    std::optional<auth::rate_limit> publications; ///< of one user in one channel
    std::size_t user_connections = 0;             ///< of one user; who is nobody is not counted
    std::size_t session_connections = 0;          ///< of one session
};

/// Which of them refused something.
enum class client_limit : std::uint8_t
{
    command,
    subscribe,
    publish,
    user_connections,
    session_connections,
};

/// Names of the limits, in their order.
inline constexpr std::array<std::string_view, 5> client_limit_names{
    "command", "subscribe", "publish", "sockets-per-user", "sockets-per-session"};

} // namespace ws::realtime
