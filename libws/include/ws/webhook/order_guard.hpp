#pragma once

#include <ws/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
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
    /// event. Equally old is admitted; so is an event without a time, and one without entity ("").
    [[nodiscard]] bool
    admits(std::string_view entity, std::optional<std::int64_t> order, steady_time now) const;

    void record(std::string_view entity, std::optional<std::int64_t> order, bool final, steady_time now);

    [[nodiscard]] std::size_t size() const noexcept { return by_age_.size(); }

private:
    struct entry
    {
        std::string entity;
        std::optional<std::int64_t> newest;
        bool final = false;
        steady_time until;
    };

    void make_room(steady_time now);

    std::size_t capacity_;
    std::list<entry> by_age_;                                                ///< last heard of first in front
    std::unordered_map<std::string_view, std::list<entry>::iterator> index_; ///< views into by_age_
};

} // namespace ws::webhook
