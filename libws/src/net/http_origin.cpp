#include "http_origin.hpp"

#include <ws/net/header_tokens.hpp>

#include <algorithm>

namespace ws::net
{
namespace
{

constexpr std::string_view plain_scheme = "http://";
constexpr std::string_view tls_scheme = "https://";

bool starts_with_text(std::string_view text, std::string_view prefix)
{
    return same_text(text.substr(0, prefix.size()), prefix);
}

bool has_port(std::string_view authority)
{
    const auto colon = authority.rfind(':');
    return colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
}

} // namespace

std::optional<http_origin> http_origin::of(std::string_view url)
{
    const bool tls = starts_with_text(url, tls_scheme);
    if (!tls && !starts_with_text(url, plain_scheme))
        return std::nullopt;
    const auto scheme = tls ? tls_scheme : plain_scheme;
    url.remove_prefix(scheme.size());

    std::string_view authority = url.substr(0, url.find_first_of("/?#"));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos)
        authority.remove_prefix(at + 1);
    if (authority.empty() || authority.front() == ':')
        return std::nullopt;

    std::string key(scheme);
    key.append(authority);
    std::transform(key.begin(), key.end(), key.begin(), lower);
    if (!has_port(authority))
        key += tls ? ":443" : ":80";
    else if (key.back() == ':')
        key += tls ? "443" : "80";
    return http_origin(tls, std::move(key));
}

std::string_view http_origin::authority() const noexcept
{
    return std::string_view(key_).substr((tls_ ? tls_scheme : plain_scheme).size());
}

std::string_view http_origin::host() const noexcept
{
    const auto whole = authority();
    return whole.substr(0, whole.rfind(':'));
}

bool http_origin::is_loopback() const noexcept
{
    const auto whom = host();
    const bool is_ipv4 = whom.find_first_not_of("0123456789.") == std::string_view::npos;
    return whom == "localhost" || whom == "[::1]" || (is_ipv4 && whom.starts_with("127."));
}

} // namespace ws::net
