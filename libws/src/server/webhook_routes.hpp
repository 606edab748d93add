#pragma once

#include "server/webhook_receiver.hpp"

#include <ws/net/router.hpp>

namespace ws::server
{

/// Adds POST /webhooks/<provider> for each configured provider; any other name is an
/// unknown path. The receiver must outlive the router.
void add_webhook_routes(net::router& table, const webhook_settings& settings, webhook_receiver& receiver);

} // namespace ws::server
