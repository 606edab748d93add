#pragma once

#include "websocket_registry.hpp"

#include <ws/net/executor.hpp>
#include <ws/net/http_message.hpp>
#include <ws/net/router.hpp>
#include <ws/net/send_budget.hpp>
#include <ws/net/timer_wheel.hpp>
#include <ws/net/websocket.hpp>

#include <string_view>

namespace ws::net
{

/// Makes a WebSocket of a connection whose client was admitted: answers the
/// handshake, calls `open` and delivers what happens to the listener it returns
/// (none: the connection is reset).
///
/// `subprotocol`: the one that was chosen, or empty. Options, wheel, budget and
/// registry must outlive the connection, which is in `registry` for as long as it
/// exists.
void accept_websocket(
    tcp_socket socket, const http_request& request, std::string_view subprotocol, websocket_opener open,
    const websocket_options& options, timer_wheel& wheel, send_budget& budget, websocket_registry& registry);

} // namespace ws::net
