#pragma once

#include <ws/auth/client_address.hpp>
#include <ws/auth/rate_limit.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

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
    static constexpr std::size_t unauthenticated_per_ip = 20;

    std::size_t per_ip = 0; ///< and of those that have not connected yet, unauthenticated_per_ip
    std::size_t per_user = 0;
    std::size_t per_session = 0;
};

/// TOKEN_SOURCES: where a connection's token may come from.
struct token_sources
{
    bool connect = true;      ///< the connect command
    bool bearer = true;       ///< `Authorization` of the upgrade
    bool cookie = false;      ///< Clerk's session cookie
    bool query = false;       ///< parameter `ticket`: a token for once
    bool subprotocol = false; ///< an offer `auth.<token>` of Sec-WebSocket-Protocol
    /// Names of the cookie, the one that counts first in front.
    std::vector<std::string> cookie_names{};
    /// `iss` of the tokens that are ours; of two cookies, that one counts.
    std::vector<std::string> issuers{};
};

/// What protects the service from those who connect to it.
struct edge_settings
{
    auth::proxy_trust trust;
    rate_limits rates;
    socket_limits sockets;
    token_sources sources;
};

} // namespace ws::server
