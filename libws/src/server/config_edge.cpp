#include "server/config_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ws::server
{
namespace
{

/// What the limits count, by the name that follows RATE_LIMIT_.
struct rate_row
{
    std::string_view name;
    std::optional<auth::rate_limit> rate_limits::*member;
};

constexpr rate_row rate_rows[] = {
    {"RATE_LIMIT_UPGRADE", &rate_limits::upgrade},
    {"RATE_LIMIT_UPGRADE_TOTAL", &rate_limits::upgrade_total},
    {"RATE_LIMIT_AUTH_FAILURE", &rate_limits::auth_failure},
    {"RATE_LIMIT_COMMAND", &rate_limits::command},
    {"RATE_LIMIT_SUBSCRIBE", &rate_limits::subscribe},
    {"RATE_LIMIT_PUBLISH", &rate_limits::publish},
    {"RATE_LIMIT_API", &rate_limits::api},
    {"RATE_LIMIT_WEBHOOK", &rate_limits::webhook}};

struct socket_row
{
    std::string_view name;
    std::size_t socket_limits::*member;
};

constexpr socket_row socket_rows[] = {
    {"MAX_SOCKETS_PER_IP", &socket_limits::per_ip},
    {"MAX_SOCKETS_PER_USER", &socket_limits::per_user},
    {"MAX_SOCKETS_PER_SESSION", &socket_limits::per_session}};

std::optional<auth::rate_limit> read_rate(config_reader& in, std::string_view name, bool by_default)
{
    const auto given = in.text(name);
    if (!given && !by_default)
        return std::nullopt;
    const std::string_view text = given.value_or(find_variable(name)->fallback);
    std::string why;
    const auto rule = auth::parse_rate_limit(text, why);
    if (rule)
        return *rule;
    in.problem(
        name, fmt::format("is {}: {}", shown(text), why),
        "write how often in which time, such as 30/60s or 30/60s,burst=20, or off");
    return std::nullopt;
}

std::vector<auth::ip_network> read_proxies(config_reader& in)
{
    constexpr std::string_view name = "TRUSTED_PROXIES";
    std::vector<auth::ip_network> proxies;
    for (const std::string_view entry : in.list(name))
    {
        std::string why;
        const auto network = auth::parse_network(entry, why);
        if (!network)
        {
            in.problem(
                name, fmt::format("has the entry {}: {}", shown(entry), why),
                "write numeric networks, such as 10.0.0.0/8,fd00::/8");
            continue;
        }
        if (network->prefix == 0)
            in.warn(
                name, fmt::format(
                          "holds {}: everybody may say which address they come from, and so evade every "
                          "limit by address",
                          entry));
        proxies.push_back(*network);
    }
    return proxies;
}

bool is_header_name(std::string_view text)
{
    return std::ranges::all_of(
        text, [](char c)
        { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool same_name(std::string_view a, std::string_view lower_case)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, lower_case, {}, lower);
}

std::string read_address_header(config_reader& in)
{
    constexpr std::string_view name = "CLIENT_IP_HEADER";
    const auto given = in.text(name);
    if (!given)
        return {};
    if (!is_header_name(*given))
        in.problem(
            name, fmt::format("is {}, which is no header's name", shown(*given)),
            "write one name, such as do-connecting-ip or CF-Connecting-IP");
    else if (same_name(*given, "x-forwarded-for") || same_name(*given, "forwarded"))
        in.problem(
            name, fmt::format("is {}, which holds a list and not one address", *given),
            "unset it: X-Forwarded-For is read anyway");
    else if (in.is_missing("TRUSTED_PROXIES"))
        in.problem(
            name, "is set, but no peer is trusted to send that header",
            "set TRUSTED_PROXIES to the networks of your proxies, or unset it");
    return std::string(*given);
}

} // namespace

void read_edge(config_reader& in, config& c)
{
    const bool by_default = is_strict(c.env);
    c.edge.trust.proxies = read_proxies(in);
    c.edge.trust.address_header = read_address_header(in);
    for (const auto& [name, member] : rate_rows)
        c.edge.rates.*member = read_rate(in, name, by_default);
    for (const auto& [name, member] : socket_rows)
    {
        const auto otherwise = by_default ? std::nullopt : std::optional<std::int64_t>(0);
        c.edge.sockets.*member = static_cast<std::size_t>(in.integer(name, otherwise));
    }
}

} // namespace ws::server
