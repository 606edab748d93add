#include "turso/base_url_rule.hpp"

#include <algorithm>

namespace ws::turso
{
namespace
{

bool same_host(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

error refused(std::string_view why)
{
    error e;
    e.code = errc::base_url_refused;
    e.message = "the server wants the stream to go on elsewhere, ";
    e.message += why;
    return e;
}

} // namespace

result<remote_database> follow_base_url(
    const remote_database& from, std::string_view base_url, const std::vector<std::string>& trusted_hosts)
{
    auto parsed = parse_database_url(base_url);
    const auto* target = parsed ? std::get_if<remote_database>(&*parsed) : nullptr;
    if (target == nullptr || !(base_url.starts_with("http://") || base_url.starts_with("https://")))
        return refused("but its base_url is no http or https address");
    if (from.tls && !target->tls)
        return refused("but unencrypted");
    const bool trusted = same_host(from.host, target->host) ||
                         std::any_of(
                             trusted_hosts.begin(), trusted_hosts.end(),
                             [&](const std::string& host) { return same_host(host, target->host); });
    if (!trusted)
        return refused("at host '" + target->host + "', which is not in options::trusted_hosts");
    return *target;
}

} // namespace ws::turso
