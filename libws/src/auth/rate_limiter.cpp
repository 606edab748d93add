#include "auth/hash_seed.hpp"

#include <ws/auth/rate_limiter.hpp>

namespace ws::auth
{

rate_limiter::rate_limiter(const rate_limit& rule, std::size_t max_keys)
    : rule_(rule), max_keys_(max_keys), seed_(random_hash_seed())
{
}

rate_verdict rate_limiter::take(std::string_view key, steady_time now, std::uint32_t cost)
{
    return state_of(key, now).take(rule_, now, cost);
}

rate_verdict rate_limiter::peek(std::string_view key, steady_time now, std::uint32_t cost) const
{
    const auto found = states_.find(digest(key));
    if (found != states_.end())
        return found->second.peek(rule_, now, cost);
    const rate_state fresh;
    return (states_.size() < max_keys_ ? fresh : strangers_).peek(rule_, now, cost);
}

void rate_limiter::forget_rested(steady_time now)
{
    std::erase_if(states_, [now](const auto& entry) { return entry.second.is_rested(now); });
}

std::uint64_t rate_limiter::digest(std::string_view key) const noexcept { return codec::siphash(seed_, key); }

rate_state& rate_limiter::state_of(std::string_view key, steady_time now)
{
    const std::uint64_t id = digest(key);
    if (const auto found = states_.find(id); found != states_.end())
        return found->second;
    // The strangers' state rests about as often as it lets one of them through:
    // looking for room then, the search costs nothing under a flood.
    if (states_.size() >= max_keys_ && strangers_.is_rested(now))
        forget_rested(now);
    return states_.size() < max_keys_ ? states_[id] : strangers_;
}

} // namespace ws::auth
