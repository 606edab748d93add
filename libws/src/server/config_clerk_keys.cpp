#include "server/config_parts.hpp"
#include "server/config_url.hpp"

#include <fmt/format.h>

#include <algorithm>

/// Where the keys of Clerk's tokens come from, and which instance they are of.
namespace ws::server
{
namespace
{

using auth::clerk_instance;

constexpr std::string_view publishable_names[] = {
    "CLERK_PUBLISHABLE_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"};

/// Nothing for what is no secret key.
std::optional<clerk_instance> secret_key_instance(std::string_view key)
{
    struct prefix
    {
        std::string_view text;
        clerk_instance instance;
    };
    static constexpr prefix prefixes[] = {
        {"sk_test_", clerk_instance::development},
        {"sk_live_", clerk_instance::production},
        {"test_", clerk_instance::development}, // very old instances
        {"live_", clerk_instance::production}};
    const auto printable = [](char c) { return c > ' ' && c < 0x7F; };
    if (!std::all_of(key.begin(), key.end(), printable))
        return std::nullopt;
    for (const prefix& p : prefixes)
        if (key.starts_with(p.text) && key.size() > p.text.size())
            return p.instance;
    return std::nullopt;
}

std::string_view name_of(clerk_instance instance)
{
    return instance == clerk_instance::production ? "production" : "development";
}

/// What a value is that stands where another kind of key belongs, for people.
std::string_view what_it_is_instead(std::string_view value, std::string_view expected)
{
    if (value.starts_with("pk_") && expected != "publishable key")
        return "is a publishable key (pk_…)";
    if (value.starts_with("sk_") && expected != "secret key")
        return "is a secret key (sk_…)";
    if (value.starts_with("whsec_"))
        return "is a webhook signing secret (whsec_…)";
    return {};
}

std::string mistaken_key(std::string_view value, std::string_view expected)
{
    const std::string_view other = what_it_is_instead(value, expected);
    return other.empty() ? fmt::format("is not a Clerk {}", expected) : std::string(other);
}

void read_secret_key(config_reader& in, config& c)
{
    constexpr std::string_view name = "CLERK_SECRET_KEY";
    constexpr std::string_view mend = "copy the secret key from Clerk's dashboard: sk_live_… in production, "
                                      "sk_test_… elsewhere";
    const bool allow_development = in.flag("ALLOW_DEV_CLERK");
    require(in, c.env, name, mend);
    const auto key = in.text(name);
    if (!key)
        return;
    c.clerk.secret_key = secret(*key);
    const auto instance = secret_key_instance(*key);
    const bool production = c.env == environment::production;
    if (!instance)
        in.problem(name, mistaken_key(*key, "secret key"), std::string(mend));
    else if (*instance == clerk_instance::development && production && !allow_development)
        in.problem(
            name, "is the key of a development instance (sk_test_…), but this is production",
            "use the sk_live_… key, or set ALLOW_DEV_CLERK=1 if that is meant");
    else if (*instance == clerk_instance::development && production)
        in.warn("ALLOW_DEV_CLERK", "lets production run with the key of a development instance");
    else if (*instance == clerk_instance::production && !production)
        in.warn(name, fmt::format("is the key of a production instance, but this is {}", to_string(c.env)));
}

/// The name under which the publishable key is given; "" where it is not.
std::string_view publishable_name(const config_reader& in)
{
    for (const std::string_view name : publishable_names)
        if (in.text(name))
            return name;
    return {};
}

void read_publishable_key(config_reader& in, config& c)
{
    constexpr std::string_view mend =
        "copy the publishable key from Clerk's dashboard: pk_live_… in production, pk_test_… elsewhere";
    const std::string_view name = publishable_name(in);
    if (name.empty())
        return;
    const std::string_view key = *in.text(name);
    if (const auto second = in.text(publishable_names[1]); second && *second != key)
        in.problem(
            publishable_names[1], fmt::format("differs from {}", publishable_names[0]),
            "unset one of them, or give both the same value");
    auto parsed = auth::parse_publishable_key(key);
    if (!parsed)
        return in.problem(name, mistaken_key(key, "publishable key"), std::string(mend));
    c.clerk.publishable_key = std::move(*parsed);

    const auto instance = secret_key_instance(c.clerk.secret_key.reveal());
    if (instance && *instance != c.clerk.publishable_key->instance)
        in.problem(
            name,
            fmt::format(
                "is of a {} instance, but CLERK_SECRET_KEY is of a {} instance",
                name_of(c.clerk.publishable_key->instance), name_of(*instance)),
            "take both from the same instance: no token of one holds under the keys of the other");
}

void read_pem_keys(config_reader& in, config& c)
{
    constexpr std::string_view name = "CLERK_JWT_KEY";
    const auto text = in.text(name);
    if (!text)
        return;
    std::string why;
    auto keys = codec::parse_public_key_pem(*text, why);
    if (keys)
        c.clerk.pem_keys = std::move(*keys);
    else
        in.problem(
            name, why.starts_with("is ") ? why : fmt::format("cannot be used: {}", why),
            "copy the PEM public key (JWKS public key) from Clerk's dashboard, BEGIN and END lines included");
}

void read_backend_address(config_reader& in, config& c)
{
    std::string_view url = in.text("CLERK_API_URL").value_or(find_variable("CLERK_API_URL")->fallback);
    if (const auto mistake = base_url_mistake(url, c.env); !mistake.empty())
        in.problem(
            "CLERK_API_URL", std::string(mistake),
            "write https://host, or unset it to use Clerk's own; http:// is for this machine, in "
            "development and test");
    while (url.ends_with('/'))
        url.remove_suffix(1);
    c.clerk.api_url = url;

    const std::string_view version =
        in.text("CLERK_API_VERSION").value_or(find_variable("CLERK_API_VERSION")->fallback);
    constexpr std::string_view fitting = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
    if (version.find_first_not_of(fitting) != std::string_view::npos || version.front() == '.')
        in.problem(
            "CLERK_API_VERSION", fmt::format("is {}", shown(version)), "write it as Clerk does, such as v1");
    c.clerk.api_version = version;

    for (const char* name : {"CLERK_API_URL", "CLERK_API_VERSION"})
        if (in.text(name) && c.clerk.secret_key.empty())
            in.warn(name, "has no effect without CLERK_SECRET_KEY");
}

} // namespace

std::optional<clerk_instance> configured_clerk_instance(const config_reader& in)
{
    if (const auto key = in.text("CLERK_SECRET_KEY"))
        return secret_key_instance(*key);
    if (const std::string_view name = publishable_name(in); !name.empty())
        if (const auto key = auth::parse_publishable_key(*in.text(name)))
            return key->instance;
    return std::nullopt;
}

void read_clerk_keys(config_reader& in, config& c)
{
    read_secret_key(in, c);
    read_publishable_key(in, c);
    read_pem_keys(in, c);
    read_backend_address(in, c);
}

} // namespace ws::server
