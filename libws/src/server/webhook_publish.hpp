#pragma once

#include <ws/net/awaitable.hpp>
#include <ws/realtime/node.hpp>
#include <ws/webhook/verdict.hpp>

namespace ws::server
{

/// Publishes what a delivery became; a refusal is in the log. malformed_event: there is no
/// such channel, or it takes no such data. conflict: the idempotency key came before with
/// other data.
net::task<webhook::verdict> publish_webhook_event(realtime::node& node, realtime::publish_request request);

} // namespace ws::server
