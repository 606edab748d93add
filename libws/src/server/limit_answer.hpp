#pragma once

#include <ws/auth/rate_limit.hpp>
#include <ws/net/http_message.hpp>

#include <chrono>
#include <string_view>

namespace ws::server
{

/// RateLimit-Policy and RateLimit as of draft-ietf-httpapi-ratelimit-headers-10:
/// `policy` is the limit's name, in lower case; nothing says whose limit it is.
void add_rate_fields(
    net::http_response& answer, std::string_view policy, const auth::rate_limit& rule,
    const auth::rate_verdict& verdict);

/// 429 with Retry-After, the fields above and a body for programs (RFC 9457).
net::http_response
rate_refusal(std::string_view policy, const auth::rate_limit& rule, const auth::rate_verdict& verdict);

/// 429 where connections are counted and no time brings one back.
net::http_response socket_refusal(std::string_view why);

/// Whole seconds, rounded up and at least one: who comes back earlier comes in vain.
std::chrono::seconds retry_after(std::chrono::nanoseconds wait);

} // namespace ws::server
