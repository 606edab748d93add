#pragma once

#include "server/origin_policy.hpp"
#include "server/readiness.hpp"
#include "server/traffic_counts.hpp"

#include <ws/net/http_message.hpp>
#include <ws/net/router.hpp>
#include <ws/realtime/node.hpp>

#include <optional>

namespace ws::server
{

/// The answer to an upgrade that is not wanted; nothing lets it in. 503 while
/// the process is stopping, 403 for an Origin that is not allowed (a request
/// without one does not come from a page), 400 for the Protobuf format.
std::optional<net::http_response>
refuse_upgrade(const origin_policy& origins, const readiness& ready, const net::http_request& request);

/// Adds /connection/websocket. Whatever is passed by reference must outlive the router.
void add_websocket_route(
    net::router& table, const origin_policy& origins, const readiness& ready, realtime::node& node,
    traffic_counts& counts);

} // namespace ws::server
