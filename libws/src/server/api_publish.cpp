#include "server/api_answer.hpp"
#include "server/api_commands.hpp"
#include "server/give_way.hpp"
#include "server/idempotency_limit.hpp"

#include <ws/base/json_string.hpp>

#include <utility>

namespace ws::server
{
namespace
{

realtime::publish_request read_publication(request_reader& in)
{
    realtime::publish_request request;
    request.data = in.payload("data", "b64data");
    request.tags = in.tags("tags");
    request.skip_history = in.flag("skip_history");
    request.idempotency_key = in.text("idempotency_key");
    request.version = in.whole_number("version");
    request.version_epoch = in.text("version_epoch");
    // Deltas are a matter between a namespace and its subscribers; the wish has no effect.
    (void)in.flag("delta");
    if (request.idempotency_key.size() > max_idempotency_key_bytes)
        in.refuse_value();
    return request;
}

/// Offset and epoch where the channel has history, {} elsewhere.
std::string to_json(const realtime::publish_outcome& outcome)
{
    std::string json = "{";
    if (outcome.position.offset > 0)
        json.append("\"offset\":").append(std::to_string(outcome.position.offset));
    if (!outcome.position.epoch.empty())
    {
        json.append(json.size() > 1 ? "," : "").append("\"epoch\":");
        append_json_string(json, outcome.position.epoch);
    }
    return json + '}';
}

net::task<api_reply> publish(realtime::node& node, realtime::publish_request request)
{
    const auto outcome = co_await node.publish(std::move(request));
    if (!outcome)
        co_return outcome.error();
    co_return to_json(*outcome);
}

net::task<api_reply>
broadcast(realtime::node& node, realtime::publish_request request, std::vector<std::string> channels)
{
    std::string json = R"({"responses":[)";
    for (std::size_t i = 0; i < channels.size(); ++i)
    {
        co_await give_way(i);
        request.channel = std::move(channels[i]);
        const auto outcome = co_await node.publish(request);
        // The table of idempotency keys is full. A repeat with the same key finds
        // what was published so far and continues there.
        if (!outcome && outcome.error() == realtime::error::too_many_requests)
            co_return outcome.error();
        if (i > 0)
            json += ',';
        if (outcome)
            json.append(R"({"result":)").append(to_json(*outcome)) += '}';
        else
            append_error_member(json, outcome.error());
    }
    co_return json + "]}";
}

net::task<api_reply> remove_history(realtime::node& node, std::string channel)
{
    const auto removed = co_await node.remove_history(std::move(channel));
    if (!removed)
        co_return removed.error();
    co_return std::string("{}");
}

} // namespace

api_call read_publish(request_reader& in)
{
    auto request = read_publication(in);
    request.channel = in.text("channel");
    return [request = std::move(request)](realtime::node& node) mutable
    { return publish(node, std::move(request)); };
}

api_call read_broadcast(request_reader& in)
{
    auto request = read_publication(in);
    auto channels = in.texts("channels");
    if (channels.empty() || request.data.empty())
        in.refuse_value();
    return [request = std::move(request), channels = std::move(channels)](realtime::node& node) mutable
    { return broadcast(node, std::move(request), std::move(channels)); };
}

api_call read_history_remove(request_reader& in)
{
    return [channel = in.text("channel")](realtime::node& node) { return remove_history(node, channel); };
}

} // namespace ws::server
