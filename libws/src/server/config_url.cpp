#include "server/config_url.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <string>

namespace ws::server
{
namespace
{

bool is_loopback(std::string_view authority)
{
    std::string_view host = authority.substr(0, authority.rfind(':'));
    if (authority.starts_with('['))
        host = authority.substr(1, std::min(authority.find(']'), authority.size()) - 1);
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(std::string(host), ec);
    return host == "localhost" || (!ec && address.is_loopback());
}

bool is_printable(char c) { return c > ' ' && c < 0x7F; }

} // namespace

url_parts split_url(std::string_view url)
{
    const std::size_t colon = url.find("://");
    if (colon == std::string_view::npos)
        return {};
    const std::string_view behind = url.substr(colon + 3);
    const std::size_t end = std::min(behind.find_first_of("/?#"), behind.size());
    return {url.substr(0, colon), behind.substr(0, end), behind.substr(end)};
}

std::string_view authority_mistake(const url_parts& url, environment env)
{
    if (url.authority.find('@') != std::string_view::npos)
        return "holds a user name or password";
    if (url.authority.empty() || url.authority.front() == ':')
        return "names no host";
    if (url.scheme == "http" && (is_strict(env) || !is_loopback(url.authority)))
        return "is not encrypted (http://)";
    return {};
}

std::string_view base_url_mistake(std::string_view url, environment env)
{
    const url_parts parts = split_url(url);
    if (parts.scheme != "https" && parts.scheme != "http")
        return "does not begin with https://";
    if (const auto mistake = authority_mistake(parts, env); !mistake.empty())
        return mistake;
    if (parts.rest.find_first_of("?#") != std::string_view::npos)
        return "has a query or a fragment";
    if (!std::all_of(url.begin(), url.end(), is_printable))
        return "holds a character that no URL has";
    return {};
}

} // namespace ws::server
