#include "server/metrics_route.hpp"

#include "server/api_auth.hpp"
#include "server/at_once.hpp"
#include "server/dev_guard.hpp"

#include <ws/base/log.hpp>

#include <boost/asio/ip/address.hpp>

#include <utility>

namespace ws::server
{
namespace
{

auth::api_key_ring ring_of(const std::vector<secret>& tokens, const std::vector<auth::api_key>& api_keys)
{
    std::vector<auth::api_key> all = api_keys;
    for (const secret& token : tokens)
        all.push_back({"metrics-token", codec::sha256(token.reveal()), auth::api_scope::metrics});
    return auth::api_key_ring(std::move(all));
}

bool is_loopback(const std::string& address)
{
    boost::system::error_code not_an_address;
    const auto parsed = boost::asio::ip::make_address(address, not_an_address);
    return !not_an_address && parsed.is_loopback();
}

/// By a program of this machine: not by a page under a name that its owner lets point
/// here, nor through a proxy.
bool is_from_here(const net::http_request& request)
{
    return is_loopback(request.peer_address) && request.header_count("Origin") == 0 &&
           request.header_count("Host") == 1 && is_loopback_host(*request.header("Host")) &&
           !is_forwarded(request);
}

net::http_response page_response(const metrics_page& page)
{
    net::http_response response;
    response.content_type = metrics_page::content_type;
    response.headers.push_back({"Cache-Control", "no-store"});
    response.body = page.text();
    return response;
}

} // namespace

metrics_access::metrics_access(
    const std::vector<secret>& tokens, const std::vector<auth::api_key>& api_keys, api_key_uses& uses,
    edge& peers)
    : keys_(ring_of(tokens, api_keys)), uses_(&uses), peers_(&peers)
{
}

std::optional<net::http_response> metrics_access::refuse(const net::http_request& request)
{
    if (is_from_here(request))
        return std::nullopt;
    auto found = authenticate_api_request(keys_, *peers_, request);
    if (auto* refusal = std::get_if<net::http_response>(&found))
    {
        log::info(
            "metrics_refused", {{"status", refusal->status}, {"address", peers_->address_of(request).text}});
        return std::move(*refusal);
    }
    const auth::api_key& key = *std::get<const auth::api_key*>(found);
    uses_->came(key);
    if (uses_->admits(key, auth::api_scope::metrics))
        return std::nullopt;
    return refuse_scope();
}

void add_metrics_route(net::router& table, metrics_access access, const metrics_page& page)
{
    net::http_route route;
    route.method = "GET";
    route.path = "/metrics";
    route.refuse = [access = std::move(access)](const net::http_request& request) mutable
    { return access.refuse(request); };
    route.handle = [&page](const net::http_request&) { return at_once(page_response(page)); };
    table.add(std::move(route));
}

} // namespace ws::server
