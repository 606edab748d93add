#include "server/address_limits.hpp"

#include <algorithm>
#include <utility>

namespace ws::server
{

address_limits::address_limits(const rate_limits& rules, steady_now_fn now)
    : now_(std::move(now)), buckets_{
                                limit_bucket("upgrade", rules.upgrade),
                                limit_bucket("auth-failure", rules.auth_failure),
                                limit_bucket("webhook", rules.webhook)}
{
}

std::optional<net::http_response> address_limits::take(address_limit which, const auth::client_address& from)
{
    const auto use = count(which, from);
    if (!use || use->verdict.allowed)
        return std::nullopt;
    of(which).count_refusal();
    return rate_refusal(*use);
}

void address_limits::charge(address_limit which, const auth::client_address& from) { count(which, from); }

std::optional<net::http_response>
address_limits::refuse_if_spent(address_limit which, const auth::client_address& from)
{
    const auto use = refusal_if_spent(which, from);
    return use ? std::optional(rate_refusal(*use)) : std::nullopt;
}

std::optional<std::chrono::seconds>
address_limits::wait_if_spent(address_limit which, const auth::client_address& from)
{
    const auto use = refusal_if_spent(which, from);
    return use ? std::optional(retry_after(use->verdict.retry_after)) : std::nullopt;
}

bool address_limits::any() const noexcept
{
    return std::ranges::any_of(buckets_, [](const limit_bucket& b) { return b.is_on(); });
}

void address_limits::forget_rested()
{
    for (limit_bucket& b : buckets_)
        b.forget_rested(now_());
}

std::optional<rate_use> address_limits::count(address_limit which, const auth::client_address& from)
{
    if (!from.can_be_limited())
        return std::nullopt;
    return of(which).take(from.limit_key, now_());
}

/// What one more use would come to where that is a refusal, which is then counted as one.
std::optional<rate_use>
address_limits::refusal_if_spent(address_limit which, const auth::client_address& from)
{
    if (!from.can_be_limited())
        return std::nullopt;
    const auto use = of(which).peek(from.limit_key, now_());
    if (!use || use->verdict.allowed)
        return std::nullopt;
    of(which).count_refusal();
    return use;
}

} // namespace ws::server
