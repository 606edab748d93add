#include "server/config_table.hpp"

#include <algorithm>

namespace ws::server
{
namespace
{

constexpr std::int64_t kib = 1024;
constexpr std::int64_t mib = 1024 * kib;
constexpr std::int64_t minute = 60; // durations are in seconds
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::int64_t most_sockets = 10'000'000;

constexpr config_variable not_built(std::string_view name, bool hidden = false)
{
    return {.name = name, .type = "not built", .hidden = hidden, .state = support::not_built};
}

constexpr config_variable table[] = {
    {.name = "NODE_ENV", .type = "choice", .fallback = "production"},
    {.name = "PORT", .type = "integer", .fallback = "8080", .min = 1, .max = 65535},
    {.name = "HOST", .type = "address", .fallback = "0.0.0.0"},
    {.name = "FRONTEND_URL", .type = "origins"},
    {.name = "ALLOWED_ORIGINS", .type = "origins"},
    {.name = "CLERK_SECRET_KEY", .type = "secret", .hidden = true},
    {.name = "ALLOW_DEV_CLERK", .type = "flag", .fallback = "0"},
    {.name = "CLERK_PUBLISHABLE_KEY", .type = "text"},
    {.name = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", .type = "text"},
    {.name = "CLERK_JWT_KEY", .type = "pem"},
    {.name = "CLERK_API_URL", .type = "url", .fallback = "https://api.clerk.com"},
    {.name = "CLERK_API_VERSION", .type = "text", .fallback = "v1"},
    {.name = "CLERK_ISSUER", .type = "url"},
    {.name = "CLERK_AUTHORIZED_PARTIES", .type = "origins"},
    {.name = "CLERK_ALLOW_MISSING_AZP", .type = "flag", .fallback = "0"},
    {.name = "CLERK_AUDIENCE", .type = "list"},
    {.name = "CLERK_CLOCK_SKEW_MS", .type = "integer", .fallback = "5000", .max = 60'000},
    {.name = "CLERK_ALLOWED_CATS", .type = "list"},
    {.name = "JWKS_MAX_STALE", .type = "duration", .fallback = "24h", .min = 5 * minute, .max = 30 * day},
    {.name = "AUTH_LIFETIME_MODE", .type = "choice", .fallback = "token"},
    {.name = "AUTH_CONN_TTL", .type = "duration", .fallback = "600s", .min = 10, .max = day},
    {.name = "AUTH_CLOSE_DELAY", .type = "duration", .fallback = "60s", .min = 1, .max = 60 * minute},
    {.name = "WEBHOOK_SECRET", .type = "secrets", .hidden = true},
    {.name = "WEBSOCKET_API_KEYS", .type = "keys", .hidden = true},
    {.name = "ADMIN_API_KEY", .type = "keys", .hidden = true},
    {.name = "TOKEN_HMAC_SECRETS", .type = "secrets", .hidden = true},
    {.name = "TOKEN_AUDIENCE", .type = "text"},
    {.name = "TOKEN_ISSUER", .type = "text"},
    {.name = "TOKEN_SOURCES", .type = "list", .fallback = "connect,bearer"},
    {.name = "CLERK_WEBHOOK_SIGNING_SECRET", .type = "secrets", .hidden = true},
    {.name = "CLERK_INSTANCE_ID", .type = "text"},
    {.name = "REPLICATE_WEBHOOK_SECRET", .type = "secrets", .hidden = true},
    {.name = "FAL_JWKS_URL", .type = "url", .fallback = "https://rest.fal.ai/.well-known/jwks.json"},
    {.name = "FAL_USER_ID", .type = "text"},
    {.name = "WEBHOOK_*_SCHEME", .type = "choice"},
    {.name = "WEBHOOK_*_SECRETS", .type = "secrets", .hidden = true},
    {.name = "WEBHOOK_*_PUBLIC_KEYS", .type = "list"},
    {.name = "WEBHOOK_*_TOLERANCE", .type = "duration", .fallback = "300s", .min = 1, .max = 60 * minute},
    {.name = "WEBHOOK_*_MAX_BODY", .type = "integer", .min = kib, .max = 64 * mib},
    {.name = "WEBHOOK_*_REQUIRE_SIGNATURE", .type = "flag", .fallback = "0"},
    {.name = "DATABASE_URL", .type = "url", .hidden = true},
    {.name = "DATABASE_AUTH_TOKEN", .type = "secret", .hidden = true},
    {.name = "CHANNELS", .type = "json"},
    {.name = "CLIENT_INSECURE", .type = "flag", .fallback = "0"},
    {.name = "TRUSTED_PROXIES", .type = "networks"},
    {.name = "CLIENT_IP_HEADER", .type = "text"},
    {.name = "RATE_LIMIT_UPGRADE", .type = "rate", .fallback = "30/60s,burst=20"},
    {.name = "RATE_LIMIT_UPGRADE_TOTAL", .type = "rate", .fallback = "500/1s"},
    {.name = "RATE_LIMIT_AUTH_FAILURE", .type = "rate", .fallback = "10/60s"},
    {.name = "RATE_LIMIT_COMMAND", .type = "rate", .fallback = "30/1s,burst=200"},
    {.name = "RATE_LIMIT_SUBSCRIBE", .type = "rate", .fallback = "10/1s,burst=256"},
    {.name = "RATE_LIMIT_PUBLISH", .type = "rate", .fallback = "10/1s,burst=20"},
    {.name = "RATE_LIMIT_API", .type = "rate", .fallback = "off"},
    {.name = "RATE_LIMIT_WEBHOOK", .type = "rate", .fallback = "20/60s"},
    {.name = "MAX_SOCKETS_PER_IP", .type = "integer", .fallback = "100", .max = most_sockets},
    {.name = "MAX_SOCKETS_PER_USER", .type = "integer", .fallback = "20", .max = most_sockets},
    {.name = "MAX_SOCKETS_PER_SESSION", .type = "integer", .fallback = "10", .max = most_sockets},
    {.name = "MAX_CONNECTIONS", .type = "integer", .min = 1, .max = 10'000'000},
    {.name = "MEMORY_LIMIT_BYTES", .type = "integer", .min = mib, .max = 1024 * 1024 * mib},
    {.name = "MAX_BODY_BYTES", .type = "integer", .fallback = "1048576", .min = kib, .max = 64 * mib},
    {.name = "QUEUE_LIMIT_BYTES", .type = "integer", .fallback = "1048576", .min = kib, .max = 1024 * mib},
    {.name = "QUEUE_BUDGET_BYTES", .type = "integer", .min = 64 * kib, .max = 1024 * 1024 * mib},
    {.name = "WORKERS", .type = "integer", .fallback = "1", .min = 1, .max = 1},
    {.name = "LOG_LEVEL", .type = "choice", .fallback = "info"},
    {.name = "LOG_FORMAT", .type = "choice", .fallback = "json"},
    {.name = "RELEASE_SHA", .type = "text"},
    {.name = "SHUTDOWN_SPREAD_MS", .type = "integer", .fallback = "30000", .min = 0, .max = 600'000},
    {.name = "METRICS_TOKEN", .type = "secrets", .hidden = true},
    not_built("REDIS_URL", true),
};

bool matches(std::string_view pattern, std::string_view name)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos)
        return pattern == name;
    const std::string_view tail = pattern.substr(star + 1);
    return name.size() > star + tail.size() && name.starts_with(pattern.substr(0, star)) &&
           name.ends_with(tail);
}

} // namespace

std::span<const config_variable> config_table() { return table; }

const config_variable* find_variable(std::string_view name)
{
    const auto* found = std::find_if(
        std::begin(table), std::end(table),
        [name](const config_variable& v) { return matches(v.name, name); });
    return found == std::end(table) ? nullptr : found;
}

} // namespace ws::server
