#include <ws/webhook/order_guard.hpp>

#include <algorithm>

namespace ws::webhook
{

bool order_guard::admits(std::string_view entity, const event_order& order, bool final, steady_time now) const
{
    const auto found = index_.find(entity);
    if (final || entity.empty() || found == index_.end() || found->second->until <= now)
        return true;
    const entry& known = *found->second;
    if (known.final)
        return false;
    return !is_older(order, known.newest);
}

void order_guard::record(std::string_view entity, const event_order& order, bool final, steady_time now)
{
    if (entity.empty() || capacity_ == 0)
        return;
    const auto found = index_.find(entity);
    if (found == index_.end())
    {
        make_room(now);
        by_age_.push_back({std::string(entity), order, final, now + kept_for});
        index_.emplace(by_age_.back().entity, std::prev(by_age_.end()));
        return;
    }
    entry& known = *found->second;
    if (!known.newest.record || is_older(known.newest, order))
        known.newest = order;
    known.final = known.final || final;
    known.until = now + kept_for;
    by_age_.splice(by_age_.end(), by_age_, found->second);
}

void order_guard::make_room(steady_time now)
{
    while (!by_age_.empty() && (by_age_.size() >= capacity_ || by_age_.front().until <= now))
    {
        index_.erase(by_age_.front().entity);
        by_age_.pop_front();
    }
}

} // namespace ws::webhook
