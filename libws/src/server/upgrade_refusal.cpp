#include "server/upgrade_refusal.hpp"

#include "server/websocket_route.hpp"

#include <ws/base/log.hpp>
#include <ws/net/header_tokens.hpp>

#include <algorithm>

namespace ws::server
{
namespace
{

constexpr std::string_view protobuf_protocol = "centrifuge-protobuf";

/// Whether a Sec-WebSocket-Protocol header offers this sub-protocol.
bool offers(const net::http_request& request, std::string_view protocol)
{
    bool found = false;
    net::for_each_listed(
        request, "Sec-WebSocket-Protocol", [&](std::string_view offer) { found |= offer == protocol; });
    return found;
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
           (offers(request, protobuf_protocol) && !offers(request, json_subprotocol));
}

} // namespace

net::http_response refused_upgrade(const net::http_request& request, unsigned status, std::string_view reason)
{
    log::info(
        "upgrade_refused", {{"status", status},
                            {"reason", reason},
                            {"origin", log::excerpt(request.header("Origin").value_or(""))},
                            {"peer", request.peer_address}});
    return net::text_response(status, reason);
}

std::optional<net::http_response>
refuse_origin(const origin_policy& origins, const net::http_request& request)
{
    if (request.header_count("Origin") == 0 || origins.origin_of(request))
        return std::nullopt;
    return refused_upgrade(request, 403, "origin not allowed");
}

std::optional<net::http_response> refuse_upgrade(const readiness& ready, const net::http_request& request)
{
    if (ready.is_draining())
    {
        auto answer = net::text_response(503, "shutting down, try again");
        answer.headers.push_back({"Retry-After", "1"});
        return answer;
    }
    if (wants_protobuf(request))
        return refused_upgrade(
            request, 400, "the Protobuf format is not supported: use the JSON format (centrifuge-json)");
    return std::nullopt;
}

} // namespace ws::server
