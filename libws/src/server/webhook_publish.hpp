#pragma once

#include <ws/net/awaitable.hpp>
#include <ws/realtime/node.hpp>
#include <ws/webhook/verdict.hpp>

#include <string>
#include <string_view>

namespace ws::server
{

/// What a delivery became.
struct webhook_publication
{
    std::string channel;
    std::string data; ///< JSON on one line
    std::string provider;
    std::string event_id;
};

/// The idempotency key of an event's publication: at most 256 bytes, and no key that a
/// backend would think of, so that neither hides what the other publishes.
std::string publication_key(std::string_view provider, std::string_view event_id);

/// Publishes it, once for each event of a provider; a refusal is in the log. malformed_event:
/// there is no such channel, or it takes no such data. conflict: the event came before with
/// other data.
net::task<webhook::verdict> publish_webhook_event(realtime::node& node, webhook_publication what);

} // namespace ws::server
