#pragma once

#include <ws/auth/rate_limit.hpp>
#include <ws/net/http_message.hpp>

#include <chrono>
#include <string_view>

namespace ws::server
{

/// One use of a limit, and what is left of it.
struct rate_use
{
    std::string_view policy; ///< the limit's name, in lower case; never whose it is
    auth::rate_limit rule;
    auth::rate_verdict verdict;
};

/// RateLimit-Policy and RateLimit as of draft-ietf-httpapi-ratelimit-headers-10.
void add_rate_fields(net::http_response& answer, const rate_use& use);

/// 429 with Retry-After, the fields above and a body for programs (RFC 9457).
net::http_response rate_refusal(const rate_use& use);

/// 429 where connections are counted and no time brings one back.
net::http_response socket_refusal(std::string_view why);

/// Whole seconds, rounded up and at least one: who comes back earlier comes in vain.
std::chrono::seconds retry_after(std::chrono::nanoseconds wait);

} // namespace ws::server
