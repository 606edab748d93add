#include "realtime/client_limiter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace ws::realtime
{
namespace
{

/// Refusals without a command between them that was taken.
constexpr unsigned most_refusals_running = 5;

std::optional<auth::rate_limiter> limiter_of(const std::optional<auth::rate_limit>& rule)
{
    return rule ? std::optional<auth::rate_limiter>(std::in_place, *rule) : std::nullopt;
}

} // namespace

client_limiter::client_limiter(const client_limits& limits)
    : subscribes_(limiter_of(limits.subscribes)), publications_(limiter_of(limits.publications))
{
}

bool client_limiter::takes_subscribes(std::string_view user, std::size_t count, steady_time now)
{
    if (!subscribes_)
        return true;
    const auto cost = std::min<std::size_t>(count, subscribes_->rule().burst);
    return subscribes_->take(user, now, static_cast<std::uint32_t>(cost)).allowed;
}

bool client_limiter::takes_publication(std::string_view user, std::string_view channel, steady_time now)
{
    if (!publications_)
        return true;
    // With the length before it, no user and channel read like another pair of them.
    return publications_->take(fmt::format("{}:{}{}", user.size(), user, channel), now).allowed;
}

void client_limiter::forget_rested(steady_time now)
{
    for (auto* limiter : {&subscribes_, &publications_})
        if (*limiter)
            (*limiter)->forget_rested(now);
}

command_meter::verdict command_meter::take(const std::optional<auth::rate_limit>& rule, steady_time now)
{
    if (!rule)
        return verdict::take;
    if (state_.take(*rule, now).allowed)
    {
        refused_running_ = 0;
        return verdict::take;
    }
    return ++refused_running_ < most_refusals_running ? verdict::refuse : verdict::close;
}

} // namespace ws::realtime
