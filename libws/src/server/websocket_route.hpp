#pragma once

#include "server/upgrade_admission.hpp"

#include <ws/net/router.hpp>

#include <string_view>

namespace ws::server
{

/// The one sub-protocol that is spoken.
inline constexpr std::string_view json_subprotocol = "centrifuge-json";

/// Adds /connection/websocket.
void add_websocket_route(net::router& table, upgrade_context context);

} // namespace ws::server
