#include "server/api_auth.hpp"

#include <string_view>

namespace ws::server
{
namespace
{

constexpr std::string_view two_keys = R"({"error":{"code":400,"message":"more than one key"}})";
constexpr std::string_view wrong_key = R"({"error":{"code":401,"message":"unauthorized"}})";
constexpr std::string_view missing_scope = R"({"error":{"code":403,"message":"missing scope"}})";
constexpr std::string_view no_keys = R"({"error":{"code":503,"message":"not-configured"}})";

net::http_response refuse(unsigned status, std::string_view body)
{
    return net::json_response(status, std::string(body));
}

} // namespace

std::variant<const auth::api_key*, key_fault>
find_api_key(const auth::api_key_ring& keys, const net::http_request& request)
{
    if (keys.empty())
        return key_fault::none_configured;
    if (request.header_count("X-API-Key") > 1 || request.header_count("Authorization") > 1)
        return key_fault::two_keys;
    const auto presented =
        auth::presented_api_key(request.header("X-API-Key"), request.header("Authorization"));
    if (presented.has_error() && presented.error() == errc::conflict)
        return key_fault::two_keys;
    // A request without a key takes the same path as one with a wrong key.
    if (const auth::api_key* key = keys.find(presented ? *presented : std::string_view()))
        return key;
    return key_fault::wrong_key;
}

std::optional<net::http_response> charge_wrong_key(edge& peers, const net::http_request& request)
{
    return peers.by_address.take(address_limit::auth_failure, peers.address_of(request));
}

std::variant<const auth::api_key*, net::http_response>
authenticate_api_request(const auth::api_key_ring& keys, edge& peers, const net::http_request& request)
{
    const auto found = find_api_key(keys, request);
    if (const auto* key = std::get_if<const auth::api_key*>(&found))
        return *key;
    const key_fault fault = std::get<key_fault>(found);
    if (fault == key_fault::none_configured)
        return refuse(503, no_keys);
    if (fault == key_fault::two_keys)
        return refuse(400, two_keys);
    if (auto spent = charge_wrong_key(peers, request))
        return std::move(*spent);
    auto refusal = refuse(401, wrong_key);
    refusal.headers.push_back({"WWW-Authenticate", "Bearer realm=\"api\""});
    return refusal;
}

net::http_response refuse_scope() { return refuse(403, missing_scope); }

} // namespace ws::server
