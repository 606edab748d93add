#include "server/config_parts.hpp"

#include <ws/codec/hmac.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ws::server
{
namespace
{

constexpr std::size_t shortest_secret = 16;
constexpr std::size_t good_secret = 32;
constexpr std::string_view make_one = "make one with: openssl rand -hex 32";

std::vector<secret> read_secrets(config_reader& in, environment env, std::string_view name)
{
    std::vector<secret> secrets;
    for (const std::string_view entry : in.list(name))
    {
        secrets.emplace_back(entry);
        check_secret_length(in, env, name, secrets.size(), entry.size());
    }
    return secrets;
}

void read_webhook_secret(config_reader& in, config& c)
{
    require(
        in, c.env, "WEBHOOK_SECRET", "set it to the value that the app's backend sends as WEBSOCKET_API_KEY");
    c.webhook_secrets = read_secrets(in, c.env, "WEBHOOK_SECRET");
    for (const secret& s : c.webhook_secrets)
        if (s.reveal().starts_with("whsec_"))
            in.warn(
                "WEBHOOK_SECRET",
                "looks like a provider's webhook signing secret (whsec_…); it is used as plain "
                "text here, so check that nothing else was meant");
}

std::vector<auth::api_key> read_api_keys(config_reader& in, environment env)
{
    constexpr std::string_view name = "WEBSOCKET_API_KEYS";
    std::vector<auth::api_key> keys;
    std::size_t position = 0;
    for (const std::string_view entry : in.list(name))
    {
        ++position;
        std::string why;
        auto key = auth::parse_api_key(entry, why);
        const auto length = auth::plain_key_length(entry);
        if (!key)
            in.problem(
                name, fmt::format("entry {}: {}", position, why),
                "write key, name=key or name=key;scope+scope");
        else if (length)
            check_secret_length(in, env, name, position, *length);
        if (key)
            keys.push_back(std::move(*key));
    }
    return keys;
}

/// WEBHOOK_SECRET is the API key too, unless there are API keys of their own.
void use_webhook_secret_as_key(config_reader& in, config& c)
{
    for (const secret& s : c.webhook_secrets)
    {
        if (s.size() > longest_key)
            in.problem(
                "WEBHOOK_SECRET",
                fmt::format("has more than {} characters and could not be used as an API key", longest_key),
                std::string(make_one));
        c.api_keys.push_back(plain_api_key(s.reveal()));
    }
    if (!c.webhook_secrets.empty())
        in.warn(
            "WEBHOOK_SECRET", "is also the key of the server API: two purposes share one secret; set "
                              "WEBSOCKET_API_KEYS to separate them");
}

/// Who may call the API must not be able to sign tokens by that, nor the other way round.
void check_separation(config_reader& in, const config& c, std::string_view keys_name)
{
    for (const secret& token : c.tokens.secrets)
    {
        const auto digest = codec::sha256(token.reveal());
        const bool shared = std::any_of(
            c.api_keys.begin(), c.api_keys.end(),
            [&](const auth::api_key& key) { return key.digest == digest; });
        if (shared)
            return in.problem(
                "TOKEN_HMAC_SECRETS", fmt::format("has an entry that is also an API key ({})", keys_name),
                fmt::format("give it a value of its own; {}", make_one));
    }
}

/// Whether Clerk's deliveries cannot be verified yet.
bool needs_clerk_webhook_secret(const config& c)
{
    return std::any_of(
        c.webhooks.providers.begin(), c.webhooks.providers.end(),
        [](const webhook_provider_settings& p)
        { return p.name == "clerk" && p.options.secrets.empty() && p.options.public_keys.empty(); });
}

} // namespace

void check_secret_length(
    config_reader& in, environment env, std::string_view name, std::size_t position, std::size_t length)
{
    if (!is_strict(env) || length >= good_secret)
        return;
    const std::string which = fmt::format("entry {} has {} characters", position, length);
    if (length < shortest_secret)
        in.problem(
            name, fmt::format("{}; {} needs at least {}", which, to_string(env), shortest_secret),
            std::string(make_one));
    else
        in.warn(name, fmt::format("{}; use at least {}: {}", which, good_secret, make_one));
}

auth::api_key plain_api_key(std::string_view key)
{
    return {"default", codec::sha256(key), auth::all_but_admin};
}

void read_keys(config_reader& in, config& c)
{
    read_webhook_secret(in, c);
    c.tokens.secrets = read_secrets(in, c.env, "TOKEN_HMAC_SECRETS");
    c.tokens.audience = in.text("TOKEN_AUDIENCE").value_or("");
    c.tokens.issuer = in.text("TOKEN_ISSUER").value_or("");
    if (in.is_missing("WEBSOCKET_API_KEYS"))
    {
        use_webhook_secret_as_key(in, c);
        check_separation(in, c, "WEBHOOK_SECRET");
    }
    else
    {
        c.api_keys = read_api_keys(in, c.env);
        check_separation(in, c, "WEBSOCKET_API_KEYS");
    }
}

void complete_development(config_reader& in, config& c, const host_facts& host)
{
    if (c.env != environment::development)
        return;
    std::string why;
    if (!c.clerk.has_key_source())
    {
        auto key = host.development_issuer_key(why);
        if (!key)
            return in.problem(
                "CLERK_SECRET_KEY", "is not set, and the development issuer has no key: " + why,
                "mend that, or set it to the sk_test_… key of your Clerk instance");
        c.dev_issuer_key = std::move(*key);
    }
    const bool needs_clerk = needs_clerk_webhook_secret(c);
    if (!c.webhook_secrets.empty() && !c.tokens.secrets.empty() && !needs_clerk)
        return;
    auto kept = host.development_secrets(why);
    if (!kept)
        return in.problem(
            c.tokens.secrets.empty()    ? "TOKEN_HMAC_SECRETS"
            : c.webhook_secrets.empty() ? "WEBHOOK_SECRET"
                                        : "CLERK_WEBHOOK_SIGNING_SECRET",
            std::move(why), "");
    if (c.webhook_secrets.empty())
    {
        if (c.api_keys.empty())
            c.api_keys.push_back(plain_api_key(kept->webhook_secret.reveal()));
        c.webhook_secrets.push_back(std::move(kept->webhook_secret));
    }
    if (c.tokens.secrets.empty())
        c.tokens.secrets.push_back(std::move(kept->token_hmac_secret));
    if (needs_clerk && !kept->clerk_webhook_secret.empty())
        c.webhooks.clerk_secrets.push_back(std::move(kept->clerk_webhook_secret));
}

} // namespace ws::server
