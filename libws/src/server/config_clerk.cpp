#include "server/config_parts.hpp"
#include "server/config_url.hpp"

#include <fmt/format.h>

#include <algorithm>

/// What a Clerk token has to say, and how long a connection lives by it.
namespace ws::server
{
namespace
{

/// In the order of lifetime_mode.
constexpr std::string_view mode_names[] = {"token", "session"};

std::vector<std::string> texts(const std::vector<std::string_view>& list)
{
    return {list.begin(), list.end()};
}

std::vector<auth::origin> authorized_parties(config_reader& in, const config& c)
{
    constexpr std::string_view name = "CLERK_AUTHORIZED_PARTIES";
    if (!in.is_missing(name))
        return read_origin_list(in, c.env, name);
    auto parties = c.frontend_origins;
    // The pages that a development server has itself.
    if (c.env == environment::development)
        for (const auth::origin& own : own_loopback_origins(c))
            parties.push_back(own);
    return parties;
}

/// A pattern's name can be anybody's, so it is for development instances, and for
/// servers without one: under CLERK_JWT_KEY alone nobody knows which instance it is.
void check_patterns(config_reader& in, const config& c)
{
    if (c.clerk.tokens.authorized_party_patterns.empty() || c.clerk.pem_keys.empty() ||
        configured_clerk_instance(in))
        return;
    in.problem(
        in.is_missing("CLERK_AUTHORIZED_PARTIES") ? "FRONTEND_URL" : "CLERK_AUTHORIZED_PARTIES",
        "has a pattern, but whether CLERK_JWT_KEY belongs to a development instance is unknown",
        "set CLERK_PUBLISHABLE_KEY as well, or list each origin in CLERK_AUTHORIZED_PARTIES");
}

void read_authorized_parties(config_reader& in, config& c)
{
    std::vector<auth::origin> patterns;
    for (const auth::origin& party : authorized_parties(in, c))
        if (auth::is_pattern(party))
            patterns.push_back(party);
        else
            c.clerk.tokens.authorized_parties.push_back(party.to_string());
    c.clerk.tokens.authorized_party_patterns = auth::origin_list(std::move(patterns));
    check_patterns(in, c);
}

void read_issuer(config_reader& in, config& c)
{
    constexpr std::string_view name = "CLERK_ISSUER";
    if (const auto given = in.text(name))
    {
        if (const auto mistake = base_url_mistake(*given, c.env); !mistake.empty())
            in.problem(
                name, std::string(mistake),
                "write the iss of your tokens, such as https://clerk.example.com");
        c.clerk.tokens.issuers = {std::string(*given)};
    }
    else if (c.clerk.publishable_key)
    {
        c.clerk.tokens.issuers = {c.clerk.publishable_key->issuer()};
    }
}

/// Nothing but Clerk's webhooks ends a connection whose session is over in this mode.
bool has_clerk_webhook(const config_reader& in)
{
    return !in.is_missing("CLERK_WEBHOOK_SIGNING_SECRET") || !in.is_missing("WEBHOOK_CLERK_SECRETS");
}

void read_lifetimes(config_reader& in, config& c)
{
    constexpr std::string_view name = "AUTH_LIFETIME_MODE";
    if (const auto mode = in.choice(name, mode_names))
        c.clerk.mode = static_cast<lifetime_mode>(*mode);
    c.clerk.connection_ttl = in.duration("AUTH_CONN_TTL");
    c.expiry_grace = in.duration("AUTH_CLOSE_DELAY");
    if (c.clerk.mode == lifetime_mode::session && !has_clerk_webhook(in))
        in.problem(
            name,
            "is session, but without Clerk's webhook nothing closes a connection whose session has ended",
            "set CLERK_WEBHOOK_SIGNING_SECRET, or use token");
    if (c.clerk.mode == lifetime_mode::token && in.text("AUTH_CONN_TTL"))
        in.warn("AUTH_CONN_TTL", "has no effect without AUTH_LIFETIME_MODE=session");
}

} // namespace

void read_clerk_tokens(config_reader& in, config& c)
{
    read_issuer(in, c);
    read_authorized_parties(in, c);
    auto& tokens = c.clerk.tokens;
    tokens.allow_missing_azp = in.flag("CLERK_ALLOW_MISSING_AZP");
    tokens.audience = texts(in.list("CLERK_AUDIENCE"));
    tokens.clock_skew = std::chrono::milliseconds(in.integer("CLERK_CLOCK_SKEW_MS"));
    tokens.allowed_cats = texts(in.list("CLERK_ALLOWED_CATS"));
    c.clerk.max_stale = in.duration("JWKS_MAX_STALE");
    read_lifetimes(in, c);
}

} // namespace ws::server
