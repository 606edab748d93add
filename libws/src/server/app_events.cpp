#include "server/app_events.hpp"

#include "server/webhook_publish.hpp"

#include <ws/base/log.hpp>
#include <ws/webhook/app_event.hpp>

#include <utility>

namespace ws::server
{

using webhook::verdict;

net::task<verdict> publish_app_event(
    realtime::node& node, const std::string& provider, const std::string& body,
    const boost::json::value& parsed, const std::string& event_id)
{
    std::string why;
    auto event = webhook::read_app_event(body, parsed, &why);
    if (!event)
    {
        log::info("app_event_malformed", {{"why", why}});
        co_return verdict::malformed_event;
    }
    webhook_publication what{std::move(event->channel), std::move(event->data), provider, event_id};
    co_return co_await publish_webhook_event(node, std::move(what));
}

} // namespace ws::server
