#include "server/config_parts.hpp"
#include "server/config_table.hpp"

#include <ws/base/duration.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/server/config.hpp>

#include <fmt/format.h>

#include <iterator>

namespace ws::server
{
namespace
{

template <class Range, class ToText>
std::string joined(const Range& range, ToText to_text_of)
{
    std::string text;
    for (const auto& element : range)
        text += (text.empty() ? "" : ", ") + to_text_of(element);
    return text.empty() ? "(none)" : text;
}

std::string origins(const std::vector<auth::origin>& list)
{
    return joined(list, [](const auth::origin& o) { return o.to_string(); });
}

std::string masked(const secret& s) { return s.empty() ? "(not set)" : s.masked(); }

std::string masked(const std::vector<secret>& list)
{
    return joined(list, [](const secret& s) { return s.masked(); });
}

std::string or_not_set(const std::string& text) { return text.empty() ? "(not set)" : text; }

std::string plain_list(const std::vector<std::string>& list, std::string otherwise)
{
    return list.empty() ? std::move(otherwise) : joined(list, [](const std::string& text) { return text; });
}

std::string parties(const auth::clerk_token_options& tokens)
{
    std::vector<std::string> all = tokens.authorized_parties;
    for (const auth::origin& pattern : tokens.authorized_party_patterns.entries())
        all.push_back(pattern.to_string());
    return plain_list(all, "(not checked)");
}

std::string publishable(const std::optional<auth::publishable_key>& key)
{
    if (!key)
        return "(not set)";
    const bool production = key->instance == auth::clerk_instance::production;
    return fmt::format("{} instance at {}", production ? "production" : "development", key->frontend_host);
}

std::string fingerprints(const std::vector<codec::rsa_public_key>& keys)
{
    if (keys.empty())
        return "(not set)";
    return joined(
        keys,
        [](const codec::rsa_public_key& key) {
            return fmt::format(
                "{} bits, sha256:{}", key.bits(), codec::to_hex(codec::as_view(key.fingerprint())));
        });
}

std::string or_off(const std::optional<auth::rate_limit>& rule)
{
    return rule ? auth::to_string(*rule) : "off";
}

std::string or_off(std::size_t most) { return most == 0 ? "off" : std::to_string(most); }

std::string scopes(auth::api_scope have)
{
    std::string text;
    for (const auto& [name, scope] : auth::api_scopes)
        if (auth::includes(have, scope))
            text.append(text.empty() ? "" : "+").append(name);
    return text;
}

std::string level_name(log::level level)
{
    constexpr std::string_view names[] = {"debug", "info", "warn", "error", "off"};
    return std::string(names[static_cast<std::size_t>(level)]);
}

std::string_view access_name(realtime::channel_access access)
{
    switch (access)
    {
    case realtime::channel_access::options:
        return "options";
    case realtime::channel_access::user:
        return "user";
    case realtime::channel_access::org:
        return "org";
    case realtime::channel_access::signed_in:
        return "signed_in";
    case realtime::channel_access::token:
        return "token";
    }
    return "?";
}

std::string summary(const realtime::channel_options& o)
{
    std::string text = fmt::format("access {}", access_name(o.access));
    if (!o.permission.empty())
        text += fmt::format(" with permission {}", o.permission);
    if (o.has_history())
        text += fmt::format(
            ", keeps {} for {}{}", o.history_size, to_text(o.history_ttl), o.durable ? " (durable)" : "");
    else
        text += ", keeps nothing";
    constexpr std::pair<bool realtime::channel_options::*, std::string_view> flags[] = {
        {&realtime::channel_options::allow_subscribe_for_client, "any client may subscribe"},
        {&realtime::channel_options::allow_publish_for_client, "any client may publish"},
        {&realtime::channel_options::allow_publish_for_subscriber, "subscribers may publish"},
        {&realtime::channel_options::presence, "presence"},
        {&realtime::channel_options::join_leave, "join/leave"},
        {&realtime::channel_options::connect, "subscribed at connect"}};
    for (const auto& [member, name] : flags)
        if (o.*member)
            text.append(", ").append(name);
    return text;
}

} // namespace

std::vector<shown_setting> describe(const config& c)
{
    return {
        {"NODE_ENV", std::string(to_string(c.env))},
        {"PORT", std::to_string(c.port)},
        {"HOST", c.host},
        {"FRONTEND_URL", origins(c.frontend_origins)},
        {"ALLOWED_ORIGINS", origins(c.allowed_origins)},
        {"CLERK_SECRET_KEY", masked(c.clerk.secret_key)},
        {"CLERK_PUBLISHABLE_KEY", publishable(c.clerk.publishable_key)},
        {"CLERK_JWT_KEY", fingerprints(c.clerk.pem_keys)},
        {"CLERK_API_URL", c.clerk.api_url},
        {"CLERK_API_VERSION", c.clerk.api_version},
        {"CLERK_ISSUER", plain_list(c.clerk.tokens.issuers, "(not checked)")},
        {"CLERK_AUTHORIZED_PARTIES", parties(c.clerk.tokens)},
        {"CLERK_ALLOW_MISSING_AZP", c.clerk.tokens.allow_missing_azp ? "1" : "0"},
        {"CLERK_AUDIENCE", plain_list(c.clerk.tokens.audience, "(not checked)")},
        {"CLERK_CLOCK_SKEW_MS", std::to_string(c.clerk.tokens.clock_skew.count())},
        {"CLERK_ALLOWED_CATS", plain_list(c.clerk.tokens.allowed_cats, "(none)")},
        {"JWKS_MAX_STALE", to_text(c.clerk.max_stale)},
        {"AUTH_LIFETIME_MODE", c.clerk.mode == lifetime_mode::session ? "session" : "token"},
        {"AUTH_CONN_TTL", to_text(c.clerk.connection_ttl)},
        {"AUTH_CLOSE_DELAY", to_text(c.expiry_grace)},
        {"WEBHOOK_SECRET", masked(c.webhook_secrets)},
        {"WEBSOCKET_API_KEYS", joined(
                                   c.api_keys, [](const auth::api_key& k)
                                   { return fmt::format("{} ({})", k.name, scopes(k.scopes)); })},
        {"ADMIN_API_KEY", joined(c.admin_keys, [](const auth::api_key& k) { return k.name; })},
        {"TOKEN_HMAC_SECRETS", masked(c.tokens.secrets)},
        {"TOKEN_AUDIENCE", or_not_set(c.tokens.audience)},
        {"TOKEN_ISSUER", or_not_set(c.tokens.issuer)},
        {"TOKEN_SOURCES", to_string(c.edge.sources)},
        {"CLERK_WEBHOOK_SIGNING_SECRET", masked(c.webhooks.clerk_secrets)},
        {"CLERK_INSTANCE_ID", c.webhooks.clerk_instance.empty() ? "(any)" : c.webhooks.clerk_instance},
        {"REPLICATE_WEBHOOK_SECRET", masked(c.webhooks.replicate_secrets)},
        {"FAL_JWKS_URL", c.webhooks.fal_jwks_url},
        {"FAL_USER_ID", c.webhooks.fal_user_id.empty() ? "(any)" : c.webhooks.fal_user_id},
        {"DATABASE_URL", c.database_url},
        {"DATABASE_AUTH_TOKEN", masked(c.database_auth_token)},
        {"CLIENT_INSECURE", c.client_insecure ? "1" : "0"},
        {"TRUSTED_PROXIES",
         joined(c.edge.trust.proxies, [](const auth::ip_network& n) { return n.to_string(); })},
        {"CLIENT_IP_HEADER", or_not_set(c.edge.trust.address_header)},
        {"RATE_LIMIT_UPGRADE", or_off(c.edge.rates.upgrade)},
        {"RATE_LIMIT_UPGRADE_TOTAL", or_off(c.edge.rates.upgrade_total)},
        {"RATE_LIMIT_AUTH_FAILURE", or_off(c.edge.rates.auth_failure)},
        {"RATE_LIMIT_COMMAND", or_off(c.edge.rates.command)},
        {"RATE_LIMIT_SUBSCRIBE", or_off(c.edge.rates.subscribe)},
        {"RATE_LIMIT_PUBLISH", or_off(c.edge.rates.publish)},
        {"RATE_LIMIT_API", or_off(c.edge.rates.api)},
        {"RATE_LIMIT_WEBHOOK", or_off(c.edge.rates.webhook)},
        {"MAX_SOCKETS_PER_IP", or_off(c.edge.sockets.per_ip)},
        {"MAX_SOCKETS_PER_USER", or_off(c.edge.sockets.per_user)},
        {"MAX_SOCKETS_PER_SESSION", or_off(c.edge.sockets.per_session)},
        {"MAX_CONNECTIONS", std::to_string(c.max_connections)},
        {"MEMORY_LIMIT_BYTES", c.memory_limit ? std::to_string(*c.memory_limit) : or_not_set("")},
        {"MAX_BODY_BYTES", std::to_string(c.max_body_bytes)},
        {"QUEUE_LIMIT_BYTES", std::to_string(c.queue_limit_bytes)},
        {"QUEUE_BUDGET_BYTES", std::to_string(c.queue_budget_bytes)},
        {"LOG_LEVEL", level_name(c.log_level)},
        {"LOG_FORMAT", c.log_format == log::format::json ? "json" : "text"},
        {"RELEASE_SHA", or_not_set(c.release_sha)},
        {"SHUTDOWN_SPREAD_MS", std::to_string(c.shutdown_spread.count())},
        {"METRICS_TOKEN", masked(c.metrics_tokens)},
    };
}

std::vector<shown_setting> describe_namespaces(const config& c)
{
    std::vector<shown_setting> lines;
    for (const auto& [name, options] : c.namespaces)
        lines.push_back({name.empty() ? "(channels without a colon)" : name + ":", summary(options)});
    return lines;
}

} // namespace ws::server
