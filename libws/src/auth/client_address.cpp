#include <ws/auth/client_address.hpp>
#include <ws/net/header_tokens.hpp>

#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>

namespace ws::auth
{
namespace
{

using net::same_text;
using net::trimmed;

constexpr unsigned short customer_prefix = 64;

/// The elements of a header that is a comma list, over all its lines. Empty ones
/// are kept: they are no address either.
std::vector<std::string_view> elements_of(const net::http_request& request, std::string_view name)
{
    std::vector<std::string_view> elements;
    for (const auto& header : request.headers)
    {
        if (!same_text(header.name, name))
            continue;
        std::string_view rest = header.value;
        for (std::size_t comma = rest.find(','); comma != std::string_view::npos; comma = rest.find(','))
        {
            elements.push_back(trimmed(rest.substr(0, comma)));
            rest.remove_prefix(comma + 1);
        }
        elements.push_back(trimmed(rest));
    }
    return elements;
}

std::optional<ip_address> named_by_header(const net::http_request& request, const std::string& name)
{
    if (name.empty() || request.header_count(name) != 1)
        return std::nullopt;
    return parse_address(*request.header(name));
}

ip_address walk(const net::http_request& request, const proxy_trust& trust, ip_address last_good)
{
    const auto hops = elements_of(request, "X-Forwarded-For");
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop)
    {
        const auto address = parse_address(*hop);
        if (!address)
            break;
        last_good = *address;
        if (!contains(trust.proxies, *address))
            break;
    }
    return last_good;
}

std::string limit_key_of(const ip_address& address)
{
    if (address.is_v4())
        return address.to_string();
    return boost::asio::ip::make_network_v6(address.to_v6(), customer_prefix).canonical().to_string();
}

bool is_trusted(const net::http_request& request, const proxy_trust& trust)
{
    const auto peer = parse_address(request.peer_address);
    return peer && contains(trust.proxies, *peer);
}

} // namespace

client_address address_of(const net::http_request& request, const proxy_trust& trust)
{
    const auto peer = parse_address(request.peer_address);
    if (!peer)
        return {request.peer_address, ""};
    if (!contains(trust.proxies, *peer))
        return {peer->to_string(), is_private(*peer) ? "" : limit_key_of(*peer)};
    const auto named = named_by_header(request, trust.address_header);
    const ip_address client = named ? *named : walk(request, trust, *peer);
    return {client.to_string(), limit_key_of(client)};
}

forwarded_scheme scheme_of(const net::http_request& request, const proxy_trust& trust)
{
    if (!is_trusted(request, trust))
        return forwarded_scheme::unknown;
    const auto hops = elements_of(request, "X-Forwarded-Proto");
    const auto is_plain = [](std::string_view s) { return same_text(s, "http") || same_text(s, "ws"); };
    const auto is_secure = [](std::string_view s) { return same_text(s, "https") || same_text(s, "wss"); };
    if (std::ranges::any_of(hops, is_plain))
        return forwarded_scheme::http;
    const bool secure = !hops.empty() && std::ranges::all_of(hops, is_secure);
    return secure ? forwarded_scheme::https : forwarded_scheme::unknown;
}

} // namespace ws::auth
