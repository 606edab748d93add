#include "websocket_upgrade.hpp"

#include <ws/codec/base64.hpp>
#include <ws/net/header_tokens.hpp>

#include <algorithm>

namespace ws::net
{
namespace
{

constexpr std::size_t max_subprotocol_offers = 8;

std::vector<std::string_view> subprotocol_offers(const http_request& request)
{
    std::vector<std::string_view> offers;
    for_each_listed(
        request, "Sec-WebSocket-Protocol", [&](std::string_view offer) { offers.push_back(offer); });
    return offers;
}

bool has_proper_key(const http_request& request)
{
    if (request.header_count("Sec-WebSocket-Key") != 1)
        return false;
    const auto key = codec::base64_decode(*request.header("Sec-WebSocket-Key"));
    return key && key->size() == 16;
}

http_response bad_request(std::string_view reason) { return text_response(400, reason); }

} // namespace

bool wants_websocket(const http_request& request) { return lists_token(request, "Upgrade", "websocket"); }

std::optional<http_response> refuse_upgrade_form(const http_head& head, bool bytes_follow)
{
    const auto& request = head.request;
    if (request.method != "GET" || !head.http_1_1)
        return bad_request("A WebSocket is opened with GET and HTTP/1.1.");
    if (!lists_token(request, "Connection", "upgrade"))
        return bad_request("Connection does not list 'upgrade'.");
    if (head.has_body() || bytes_follow)
        return bad_request("Nothing may follow the head of an upgrade request.");
    if (request.header_count("Sec-WebSocket-Version") != 1 || request.header("Sec-WebSocket-Version") != "13")
    {
        auto response = text_response(426, "Only version 13 of the WebSocket protocol is spoken here.");
        response.headers.push_back({"Upgrade", "websocket"});
        response.headers.push_back({"Sec-WebSocket-Version", "13"});
        return response;
    }
    if (!has_proper_key(request))
        return bad_request("Sec-WebSocket-Key is not 16 bytes of base64.");
    const auto offers = subprotocol_offers(request);
    if (offers.size() > max_subprotocol_offers || !std::all_of(offers.begin(), offers.end(), is_token))
        return bad_request("Sec-WebSocket-Protocol lists too many or malformed names.");
    return std::nullopt;
}

http_response upgrade_required()
{
    auto response = text_response(426, "This path speaks WebSocket only.");
    response.headers.push_back({"Upgrade", "websocket"});
    return response;
}

std::string choose_subprotocol(const http_request& request, const std::vector<std::string>& known)
{
    for (const auto offer : subprotocol_offers(request))
        if (std::find(known.begin(), known.end(), offer) != known.end())
            return std::string(offer);
    return {};
}

} // namespace ws::net
