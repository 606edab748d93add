#include "server/websocket_route.hpp"

#include <ws/base/log.hpp>

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace ws::server
{
namespace
{

constexpr std::string_view json_protocol = "centrifuge-json";
constexpr std::string_view protobuf_protocol = "centrifuge-protobuf";

bool is_origin_allowed(const origin_policy& origins, const net::http_request& request)
{
    return request.header_count("Origin") == 0 || origins.origin_of(request);
}

/// Whether a Sec-WebSocket-Protocol header offers this sub-protocol.
bool offers(const net::http_request& request, std::string_view protocol)
{
    for (const auto& header : request.headers)
    {
        if (!boost::algorithm::iequals(header.name, "Sec-WebSocket-Protocol"))
            continue;
        std::string_view rest = header.value;
        while (!rest.empty())
        {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            std::string_view offer = rest.substr(0, comma);
            offer.remove_prefix(std::min(offer.find_first_not_of(" \t"), offer.size()));
            offer = offer.substr(0, offer.find_last_not_of(" \t") + 1);
            if (offer == protocol)
                return true;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return false;
}

/// Whether the query string has this parameter, as it stands.
bool has_parameter(std::string_view query, std::string_view parameter)
{
    while (!query.empty())
    {
        const std::size_t end = std::min(query.find('&'), query.size());
        if (query.substr(0, end) == parameter)
            return true;
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return false;
}

bool wants_protobuf(const net::http_request& request)
{
    return has_parameter(request.query, "cf_protocol=protobuf") ||
           has_parameter(request.query, "format=protobuf") ||
           (offers(request, protobuf_protocol) && !offers(request, json_protocol));
}

net::http_response refuse(const net::http_request& request, unsigned status, std::string_view reason)
{
    log::info(
        "upgrade_refused", {{"status", status},
                            {"reason", reason},
                            {"origin", log::excerpt(request.header("Origin").value_or(""))},
                            {"peer", request.peer_address}});
    return net::text_response(status, reason);
}

net::task<net::websocket_admission> admit(
    const origin_policy& origins, const readiness& ready, realtime::node& node, traffic_counts& counts,
    const net::http_request& request)
{
    if (auto refusal = refuse_upgrade(origins, ready, request))
        co_return std::move(*refusal);
    realtime::connection_origin from;
    from.has_origin = request.header_count("Origin") > 0;
    from.address = request.peer_address;
    net::websocket_opener open = [&node, &counts, from](net::websocket& connection)
    {
        ++counts.connections;
        return node.open(connection, from);
    };
    co_return open;
}

} // namespace

std::optional<net::http_response>
refuse_upgrade(const origin_policy& origins, const readiness& ready, const net::http_request& request)
{
    if (ready.is_draining())
    {
        auto answer = net::text_response(503, "shutting down, try again");
        answer.headers.push_back({"Retry-After", "1"});
        return answer;
    }
    if (!is_origin_allowed(origins, request))
        return refuse(request, 403, "origin not allowed");
    if (wants_protobuf(request))
        return refuse(
            request, 400, "the Protobuf format is not supported: use the JSON format (centrifuge-json)");
    return std::nullopt;
}

void add_websocket_route(
    net::router& table, const origin_policy& origins, const readiness& ready, realtime::node& node,
    traffic_counts& counts)
{
    net::websocket_route route;
    route.path = "/connection/websocket";
    route.admit = [&origins, &ready, &node, &counts](const net::http_request& request)
    { return admit(origins, ready, node, counts, request); };
    route.subprotocols = {std::string(json_protocol)};
    table.add(std::move(route));
}

} // namespace ws::server
