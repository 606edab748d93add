#include "server/address_limits.hpp"

#include "server/limit_answer.hpp"

#include <algorithm>
#include <utility>

namespace ws::server
{

address_limits::address_limits(const rate_limits& rules, steady_now_fn now)
    : now_(std::move(now)), buckets_{
                                make_bucket("upgrade", rules.upgrade),
                                make_bucket("auth-failure", rules.auth_failure),
                                make_bucket("webhook", rules.webhook)}
{
}

address_limits::bucket
address_limits::make_bucket(std::string_view policy, const std::optional<auth::rate_limit>& rule)
{
    bucket b{policy, std::nullopt};
    if (rule)
        b.limiter.emplace(*rule);
    return b;
}

std::optional<net::http_response> address_limits::take(address_limit which, const auth::client_address& from)
{
    bucket& b = of(which);
    if (!b.limiter || !from.can_be_limited())
        return std::nullopt;
    const auto verdict = b.limiter->take(from.limit_key, now_());
    if (verdict.allowed)
        return std::nullopt;
    return rate_refusal(b.policy, b.limiter->rule(), verdict);
}

void address_limits::charge(address_limit which, const auth::client_address& from)
{
    bucket& b = of(which);
    if (b.limiter && from.can_be_limited())
        b.limiter->take(from.limit_key, now_());
}

std::optional<net::http_response>
address_limits::refuse_if_spent(address_limit which, const auth::client_address& from) const
{
    const bucket& b = of(which);
    const auto verdict = spent(b, from);
    if (!verdict)
        return std::nullopt;
    return rate_refusal(b.policy, b.limiter->rule(), *verdict);
}

std::optional<std::chrono::seconds>
address_limits::wait_if_spent(address_limit which, const auth::client_address& from) const
{
    const auto verdict = spent(of(which), from);
    if (!verdict)
        return std::nullopt;
    return retry_after(verdict->retry_after);
}

bool address_limits::any() const noexcept
{
    return std::ranges::any_of(buckets_, [](const bucket& b) { return b.limiter.has_value(); });
}

void address_limits::forget_rested()
{
    for (bucket& b : buckets_)
        if (b.limiter)
            b.limiter->forget_rested(now_());
}

/// The verdict on one more use where it is a refusal.
std::optional<auth::rate_verdict>
address_limits::spent(const bucket& b, const auth::client_address& from) const
{
    if (!b.limiter || !from.can_be_limited())
        return std::nullopt;
    const auto verdict = b.limiter->peek(from.limit_key, now_());
    return verdict.allowed ? std::nullopt : std::optional(verdict);
}

} // namespace ws::server
