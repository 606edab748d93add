#pragma once

#include <ws/auth/client_address.hpp>
#include <ws/auth/rate_limit.hpp>

#include <cstddef>
#include <optional>

namespace ws::server
{

/// RATE_LIMIT_…; nothing = off.
struct rate_limits
{
    std::optional<auth::rate_limit> upgrade;       ///< upgrades of one address
    std::optional<auth::rate_limit> upgrade_total; ///< upgrades of all
    std::optional<auth::rate_limit> auth_failure;  ///< wrong keys and tokens of one address
    std::optional<auth::rate_limit> command;       ///< commands of one socket
    std::optional<auth::rate_limit> subscribe;     ///< subscriptions of one user
    std::optional<auth::rate_limit> publish;       ///< publications of one user in one channel
    std::optional<auth::rate_limit> api;           ///< requests with one API key
    std::optional<auth::rate_limit> webhook;       ///< refused deliveries of one address
};

/// MAX_SOCKETS_PER_…; 0 = off.
struct socket_limits
{
    std::size_t per_ip = 0;
    std::size_t per_user = 0;
    std::size_t per_session = 0;
};

/// What protects the service from those who connect to it.
struct edge_settings
{
    auth::proxy_trust trust;
    rate_limits rates;
    socket_limits sockets;
};

} // namespace ws::server
