#pragma once

#include <ws/net/awaitable.hpp>
#include <ws/realtime/node.hpp>
#include <ws/webhook/verdict.hpp>

#include <boost/json/value.hpp>

#include <string>

namespace ws::server
{

/// Publishes what the app's backend posted to /webhooks/app, once for each event id.
/// `body` is the text that `parsed` was parsed from; all must live until the end.
net::task<webhook::verdict> publish_app_event(
    realtime::node& node, const std::string& provider, const std::string& body,
    const boost::json::value& parsed, const std::string& event_id);

} // namespace ws::server
