#include "server/webhook_publish.hpp"

#include "server/idempotency_limit.hpp"

#include <ws/base/log.hpp>
#include <ws/codec/hmac.hpp>

#include <utility>

namespace ws::server
{

using webhook::verdict;

std::string publication_key(std::string_view provider, std::string_view event_id)
{
    // Tabs are in no provider's name and no sender's id: the parts cannot be cut elsewhere.
    std::string key = "\t";
    key.append(provider).append("\t");
    if (key.size() + event_id.size() <= max_idempotency_key_bytes)
        return key.append(event_id);
    return key.append("sha256\t").append(codec::to_hex(codec::as_view(codec::sha256(event_id))));
}

net::task<verdict> publish_webhook_event(realtime::node& node, webhook_publication what)
{
    const std::string channel = what.channel;
    realtime::publish_request request;
    request.channel = std::move(what.channel);
    request.data = std::move(what.data);
    request.idempotency_key = publication_key(what.provider, what.event_id);
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
