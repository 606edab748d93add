#pragma once

#include <ws/net/router.hpp>
#include <ws/realtime/node.hpp>
#include <ws/server/config.hpp>

namespace ws::server
{

/// Adds the page and the tools of development (docs/development.md). Does nothing in any
/// other environment: there these paths do not exist.
/// `table` and `node` must outlive the table's use.
void add_dev_routes(net::router& table, const config& settings, realtime::node& node);

} // namespace ws::server
