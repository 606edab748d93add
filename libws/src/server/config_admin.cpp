#include "server/config_parts.hpp"

#include <ws/codec/hmac.hpp>

#include <fmt/format.h>

#include <algorithm>

/// Who may use /admin/api: ADMIN_API_KEY.
namespace ws::server
{
namespace
{

constexpr std::string_view variable = "ADMIN_API_KEY";
constexpr std::string_view usual_name = "admin";

/// An entry as in WEBSOCKET_API_KEYS, but without scopes: this key is for one thing.
result<auth::api_key> parse_admin_key(std::string_view entry, std::string& why)
{
    auto key = auth::parse_api_key(entry, why);
    if (!key)
        return key;
    if (key->scopes != auth::all_but_admin)
    {
        why = "it needs no scopes";
        return errc::malformed_input;
    }
    key->scopes = auth::api_scope::admin;
    if (key->name == "default")
        key->name = usual_name;
    return key;
}

/// The variables behind a row of the table that are set.
std::vector<std::string> names_of(const config_reader& in, std::string_view row)
{
    const std::size_t star = row.find('*');
    if (star == std::string_view::npos)
        return {std::string(row)};
    std::vector<std::string> names;
    for (const std::string_view part : in.wildcards(row))
        names.push_back(std::string(row.substr(0, star)).append(part).append(row.substr(star + 1)));
    return names;
}

/// The other variable that has this key too, or "".
std::string other_use(config_reader& in, const config& c, const auth::api_key& key)
{
    if (std::ranges::any_of(c.api_keys, [&](const auth::api_key& k) { return k.digest == key.digest; }))
        return in.is_missing("WEBSOCKET_API_KEYS") ? "WEBHOOK_SECRET" : "WEBSOCKET_API_KEYS";
    for (const config_variable& row : config_table())
        if (row.hidden && row.name != variable)
            for (std::string& name : names_of(in, row.name))
                for (const std::string_view entry : in.list(name))
                    if (codec::sha256(entry) == key.digest)
                        return std::move(name);
    return {};
}

bool is_name_of_api_key(const config& c, std::string_view name)
{
    return std::ranges::any_of(c.api_keys, [&](const auth::api_key& k) { return k.name == name; });
}

} // namespace

void read_admin_keys(config_reader& in, config& c)
{
    std::size_t position = 0;
    for (const std::string_view entry : in.list(variable))
    {
        ++position;
        std::string why;
        auto key = parse_admin_key(entry, why);
        if (!key)
        {
            in.problem(
                variable, fmt::format("entry {}: {}", position, why), "write key or name=key, newest first");
            continue;
        }
        if (const auto length = auth::plain_key_length(entry))
            check_secret_length(in, c.env, variable, position, *length);
        if (const std::string other = other_use(in, c, *key); !other.empty())
            in.problem(
                variable, fmt::format("entry {} is in {} too", position, other),
                "give it a value of its own; make one with: openssl rand -hex 32");
        if (is_name_of_api_key(c, key->name))
            in.problem(
                variable,
                fmt::format(
                    "entry {} is called {}, as an entry of WEBSOCKET_API_KEYS is", position, key->name),
                "give each a name of its own (name=key): the log, the counts and RATE_LIMIT_API go by it");
        c.admin_keys.push_back(std::move(*key));
    }
}

} // namespace ws::server
