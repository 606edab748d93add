#include "server/api_commands.hpp"

#include <ws/base/json_string.hpp>
#include <ws/realtime/wire_format.hpp>

#include <utility>

namespace ws::server
{
namespace
{

/// The wire's own shape of a result, or the error.
template <class Result>
api_reply encoded(const realtime::answer<Result>& answer)
{
    if (!answer)
        return answer.error();
    std::string json;
    realtime::append_json(json, *answer);
    return json;
}

net::task<api_reply> presence(const realtime::node& node, std::string channel)
{
    co_return encoded(node.presence(channel));
}

net::task<api_reply> presence_stats(const realtime::node& node, std::string channel)
{
    co_return encoded(node.presence_stats(channel));
}

net::task<api_reply> history(realtime::node& node, std::string channel, realtime::history_query query)
{
    const auto page = co_await node.history(std::move(channel), std::move(query));
    co_return encoded(page);
}

net::task<api_reply> channels(const realtime::node& node, std::string pattern)
{
    std::string json = R"({"channels":{)";
    const std::size_t empty_size = json.size();
    for (const auto& [name, subscribers] : node.channels(pattern))
    {
        if (json.size() > empty_size)
            json += ',';
        append_json_string(json, name);
        json.append(R"(:{"num_clients":)").append(std::to_string(subscribers)) += '}';
    }
    co_return json + "}}";
}

void append_number(std::string& json, std::string_view name, std::uint64_t number)
{
    json.append(",\"").append(name).append("\":").append(std::to_string(number));
}

net::task<api_reply> info(const realtime::node& node)
{
    const realtime::node_info facts = node.info();
    std::string json = R"({"nodes":[{"uid":)";
    append_json_string(json, facts.uid);
    json += R"(,"name":)";
    append_json_string(json, facts.name);
    json += R"(,"version":)";
    append_json_string(json, facts.version);
    append_number(json, "num_clients", facts.num_clients);
    append_number(json, "num_users", facts.num_users);
    append_number(json, "num_channels", facts.num_channels);
    append_number(json, "num_subs", facts.num_subs);
    append_number(json, "uptime", static_cast<std::uint64_t>(facts.uptime.count()));
    co_return json + "}]}";
}

} // namespace

api_call read_presence(request_reader& in)
{
    return [channel = in.text("channel")](realtime::node& node) { return presence(node, channel); };
}

api_call read_presence_stats(request_reader& in)
{
    return [channel = in.text("channel")](realtime::node& node) { return presence_stats(node, channel); };
}

api_call read_history(request_reader& in)
{
    realtime::history_query query;
    query.limit = in.integer("limit");
    query.since = in.position("since");
    query.reverse = in.flag("reverse");
    return [channel = in.text("channel"), query = std::move(query)](realtime::node& node)
    { return history(node, channel, query); };
}

api_call read_channels(request_reader& in)
{
    return [pattern = in.text("pattern")](realtime::node& node) { return channels(node, pattern); };
}

api_call read_info(request_reader&)
{
    return [](realtime::node& node) { return info(node); };
}

api_call read_rpc(request_reader& in)
{
    // Nothing extends the API yet, so every name is unknown.
    (void)in.text("method");
    return answer_with(realtime::error::method_not_found);
}

} // namespace ws::server
