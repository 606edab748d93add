#pragma once

#include "server/auth_counts.hpp"
#include "server/edge.hpp"
#include "server/memory_watch.hpp"
#include "server/origin_policy.hpp"
#include "server/readiness.hpp"
#include "server/traffic_counts.hpp"

#include <ws/auth/upgrade_ticket.hpp>
#include <ws/base/clock.hpp>
#include <ws/net/router.hpp>
#include <ws/realtime/authenticator.hpp>
#include <ws/realtime/node.hpp>
#include <ws/server/edge_settings.hpp>

namespace ws::server
{

/// What an upgrade needs of the server. References must outlive the router and its
/// connections.
struct upgrade_context
{
    const origin_policy& origins;
    const readiness& ready;
    realtime::node& node;
    traffic_counts& counts;
    memory_watch& memory;
    edge& front;
    realtime::authenticator& auth;
    auth_counts& tokens;
    auth::ticket_register& tickets;
    token_sources sources;
    bool insecure = false; ///< who brings no token may come in
    bool explains = false; ///< answers say what was wrong with a token
    now_fn now;
};

/// Decides about one upgrade whose Origin is allowed: first what needs no token
/// (refuse_upgrade(), limits), then the
/// token that the request brings, if it does. That is verified here, so that a client learns
/// of a wrong one by the answer, and once more with its connect command, so that nothing which
/// was revoked in between gets in.
///
/// Refusals: 400 for tokens that differ, 401 for one that does not hold (and for none, where
/// the connect command may not bring one), 503 for one that cannot be verified now, and
/// while memory is short.
net::task<net::websocket_admission>
admit_upgrade(const upgrade_context& context, const net::http_request& request);

} // namespace ws::server
