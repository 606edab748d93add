#include "server/webhook_publish.hpp"

#include <ws/base/log.hpp>

#include <utility>

namespace ws::server
{

using webhook::verdict;

net::task<verdict> publish_webhook_event(realtime::node& node, realtime::publish_request request)
{
    const std::string channel = request.channel;
    const auto outcome = co_await node.publish(std::move(request));
    if (outcome)
        co_return verdict::ok;
    log::info(
        "webhook_event_refused", {{"channel", log::excerpt(channel)}, {"error", outcome.error().message}});
    if (outcome.error() == realtime::error::conflict)
        co_return verdict::conflict;
    const bool is_senders_fault = outcome.error() == realtime::error::unknown_channel ||
                                  outcome.error() == realtime::error::bad_request;
    co_return is_senders_fault ? verdict::malformed_event : verdict::store_unavailable;
}

} // namespace ws::server
