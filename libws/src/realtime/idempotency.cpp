#include "realtime/idempotency.hpp"

namespace ws::realtime
{
namespace
{

/// Channel names hold no NUL (they are ASCII text without it), so this is one to one.
std::string scoped(std::string_view channel, std::string_view key)
{
    std::string name;
    name.reserve(channel.size() + 1 + key.size());
    name.append(channel).append(1, '\0').append(key);
    return name;
}

} // namespace

result<std::optional<stream_position>> idempotency_table::find(
    std::string_view channel, std::string_view key, std::string_view data, steady_time now)
{
    forget_expired(now);
    const auto seen = entries_.find(scoped(channel, key));
    if (seen == entries_.end())
    {
        if (entries_.size() >= capacity_)
            return errc::unavailable;
        return std::optional<stream_position>();
    }
    if (!codec::equal_constant_time(seen->second.data_digest, codec::sha256(data)))
        return errc::conflict;
    return std::optional<stream_position>(seen->second.position);
}

void idempotency_table::remember(
    std::string_view channel, std::string_view key, std::string_view data, const stream_position& p,
    steady_time now)
{
    auto name = scoped(channel, key);
    entries_.insert_or_assign(name, entry{codec::sha256(data), p});
    order_.emplace_back(now + kept_for, std::move(name));
}

void idempotency_table::forget_expired(steady_time now)
{
    while (!order_.empty() && order_.front().first <= now)
    {
        entries_.erase(order_.front().second);
        order_.pop_front();
    }
}

} // namespace ws::realtime
