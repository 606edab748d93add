#pragma once

#include "server/admin_context.hpp"

#include <ws/net/router.hpp>

namespace ws::server
{

/// Adds /admin/api. What the context refers to must outlive the router. That pages of the
/// web are refused is the front gate's part (admin_gate.hpp).
void add_admin_routes(net::router& table, admin_context context);

} // namespace ws::server
