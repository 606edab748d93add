#pragma once

#include <ws/base/clock.hpp>
#include <ws/webhook/event_order.hpp>

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ws::webhook
{

/// Keeps late events from undoing newer ones: senders promise no order.
///
/// Ask admits() before acting and record() when the effects are done; an effect that
/// failed then runs again with the sender's next attempt. Remembers an entity for
/// 72 hours after its last event; when full, the one heard of longest ago is forgotten:
/// better to act twice than to refuse a revocation. Belongs to one shard.
class order_guard
{
public:
    static constexpr std::chrono::hours kept_for{72};
    static constexpr std::size_t default_capacity = 100'000;

    explicit order_guard(std::size_t capacity = default_capacity) : capacity_(capacity) {}
    order_guard(order_guard&&) = default;
    order_guard& operator=(order_guard&&) = default;

    /// False for what is older than what was recorded, and for everything after a final
    /// event. Equally old is admitted; so is an event without a time, and one without entity (""),
    /// and a final one in any case: nothing that was heard before can make an end untrue.
    [[nodiscard]] bool
    admits(std::string_view entity, const event_order& order, bool final, steady_time now) const;

    void record(std::string_view entity, const event_order& order, bool final, steady_time now);

    [[nodiscard]] std::size_t size() const noexcept { return by_age_.size(); }

private:
    struct entry
    {
        std::string entity;
        event_order newest;
        bool final = false;
        steady_time until;
    };

    void make_room(steady_time now);

    std::size_t capacity_;
    std::list<entry> by_age_;                                                ///< last heard of first in front
    std::unordered_map<std::string_view, std::list<entry>::iterator> index_; ///< views into by_age_
};

} // namespace ws::webhook
