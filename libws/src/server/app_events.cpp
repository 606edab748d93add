#include "server/app_events.hpp"

#include <ws/base/log.hpp>
#include <ws/webhook/app_event.hpp>

#include <utility>

namespace ws::server
{

using webhook::verdict;

net::task<verdict> publish_app_event(
    realtime::node& node, const std::string& body, const boost::json::value& parsed,
    const std::string& event_id)
{
    std::string why;
    auto event = webhook::read_app_event(body, parsed, &why);
    if (!event)
    {
        log::info("app_event_malformed", {{"why", why}});
        co_return verdict::malformed_event;
    }
    realtime::publish_request request;
    request.channel = event->channel;
    request.data = std::move(event->data);
    request.idempotency_key = event_id;
    const auto outcome = co_await node.publish(std::move(request));
    if (outcome)
        co_return verdict::ok;
    log::info(
        "app_event_refused", {{"channel", log::excerpt(event->channel)}, {"error", outcome.error().message}});
    if (outcome.error() == realtime::error::conflict)
        co_return verdict::conflict;
    const bool is_senders_fault = outcome.error() == realtime::error::unknown_channel ||
                                  outcome.error() == realtime::error::bad_request;
    co_return is_senders_fault ? verdict::malformed_event : verdict::store_unavailable;
}

} // namespace ws::server
