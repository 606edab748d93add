#include "realtime/client.hpp"
#include "realtime/core.hpp"
#include "realtime/random.hpp"

#include <algorithm>
#include <limits>

namespace ws::realtime
{
namespace
{

using namespace std::chrono;

/// Longer lifetimes are cut: a ttl has 32 bits, and nobody plans further.
constexpr seconds longest_ttl = hours(24 * 365);

/// With permissions in doubt, another token is wanted before this one ends. SDKs ask for one
/// when the ttl is over, so that's how often they do until it is a newer one.
constexpr std::uint32_t ttl_in_doubt = 10;

} // namespace

void client::start_stale_timer()
{
    stale_due_ = shard_.wheel.now() + shard_.options.stale_timeout;
    reschedule();
}

void client::start_pings()
{
    stale_due_ = {};
    const milliseconds interval = shard_.options.ping_interval;
    if (interval.count() > 0)
    {
        // Somewhere between half an interval and a whole one: spreads the load after a deploy.
        const auto half = static_cast<std::uint64_t>(interval.count()) / 2 + 1;
        next_ping_ = shard_.wheel.now() + interval / 2 + milliseconds(random_below(half));
    }
    reschedule();
}

void client::set_expiry(std::optional<sys_seconds> expires)
{
    expires_ = expires;
    reschedule();
}

void client::leave_at(steady_time due)
{
    const auto self = shared_from_this();
    leave_due_ = due;
    check_leave(shard_.wheel.now());
    reschedule();
}

void client::check_leave(steady_time now)
{
    if (leave_due_ == steady_time() || now < leave_due_)
        return;
    if (!busy_ || leaving_)
        return close(close_with::shutdown);
    leaving_ = true;
    leave_due_ = now + shard_.options.leave_patience;
}

/// Seconds until then, at least 1, at most a year.
std::uint32_t client::seconds_left(sys_seconds expires) const
{
    const seconds left = expires - shard_.now_in_seconds();
    return static_cast<std::uint32_t>(std::clamp(left, seconds(1), longest_ttl).count());
}

/// What the client is told of its lifetime.
std::uint32_t client::announced_ttl(const identity& who) const
{
    std::uint32_t left = seconds_left(*who.expires);
    if (who.permissions_in_doubt)
        left = std::min(left, ttl_in_doubt);
    if (!who.spread_ttl)
        return left;
    return std::max<std::uint32_t>(1, left - static_cast<std::uint32_t>(random_below(left / 10 + 1)));
}

/// The moment on the wheel at which the wall clock should show `t`.
steady_time client::when(sys_seconds t) const
{
    const seconds left = t - shard_.now_in_seconds();
    if (left <= seconds(0))
        return shard_.wheel.now();
    // Whatever lies further than that does not fit a system_time, perhaps.
    if (left >= longest_ttl)
        return shard_.wheel.now() + longest_ttl;
    return shard_.wheel.now() + ceil<milliseconds>(t - shard_.now());
}

/// One timer for all deadlines of the connection: set to the nearest.
void client::reschedule()
{
    if (is_closed())
        return;
    steady_time due = steady_time::max();
    const auto consider = [&](steady_time t)
    {
        if (t != steady_time())
            due = std::min(due, t);
    };
    consider(stale_due_);
    consider(leave_due_);
    consider(next_ping_);
    if (pongs_due_ > 0)
        consider(pong_due_);
    const seconds grace = shard_.options.expiry_grace;
    if (expires_)
        consider(when(*expires_ + grace));
    for (const auto& s : subscriptions_)
        if (s->expires)
            consider(when(*s->expires + grace));
    if (due == steady_time::max())
        timer_.cancel();
    else
        timer_.schedule_at(due);
}

void client::on_due()
{
    const auto self = shared_from_this();
    const steady_time now = shard_.wheel.now();
    if (stale_due_ != steady_time() && now >= stale_due_)
    {
        // SDKs take "stale" as final. Where connect is still being worked on, they should come back.
        if (busy_)
            return close(close_with::internal_error, "connect took too long");
        return close(close_with::stale);
    }
    check_leave(now);
    if (!is_closed())
        check_ping(now);
    if (!is_closed())
        check_expiries();
    reschedule();
}

void client::check_ping(steady_time now)
{
    if (pongs_due_ > 0 && now >= pong_due_)
    {
        // While its last frame is being worked on, the client's pong is not read.
        if (reading_)
            return close(close_with::no_pong);
        pong_due_ = now + shard_.options.pong_timeout;
    }
    if (next_ping_ == steady_time() || now < next_ping_)
        return;
    if (pongs_due_++ == 0)
        pong_due_ = now + shard_.options.pong_timeout;
    next_ping_ = now + shard_.options.ping_interval;
    push(shard_.ping_frame);
}

void client::check_expiries()
{
    const auto late = [&](const std::optional<sys_seconds>& expires)
    { return expires && shard_.now_in_seconds() >= *expires + shard_.options.expiry_grace; };
    if (late(expires_))
        return close(close_with::expired);
    for (std::size_t i = 0; i < subscriptions_.size();)
    {
        subscription& s = *subscriptions_[i];
        if (!late(s.expires) || s.buffered) // one that is joining comes to its end first
        {
            ++i;
            continue;
        }
        if (s.server_side)
            return close(close_with::subscription_expired);
        end_subscription(s, unsubscribe_with::expired);
    }
}

} // namespace ws::realtime
