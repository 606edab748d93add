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

/// Makes a WebSocket of a connection whose upgrade request was found good:
/// answers the handshake, calls `route.open` and delivers what happens to the
/// listener it returns (none: the connection is reset).
///
/// `subprotocol`: the one that was chosen, or empty. The request is kept until
/// open() has returned. Everything passed by reference must outlive the
/// connection, which is in `registry` for as long as it exists.
void accept_websocket(
    tcp_socket socket, http_request request, std::string_view subprotocol, const websocket_route& route,
    const websocket_options& options, timer_wheel& wheel, send_budget& budget, websocket_registry& registry);

} // namespace ws::net
