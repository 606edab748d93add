#pragma once

#include <ws/base/clock.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace ws::auth
{

/// What is denied until a moment, by its key. Bounded: when full, the entry that would
/// have ended first goes. Keeps no clock. `Less` is transparent where keys are looked up
/// by something else, such as a view.
template <class Key, class Less = std::less<>>
class timed_denials
{
public:
    explicit timed_denials(std::size_t max_size) : max_size_(max_size) {}
    timed_denials(timed_denials&&) = default;
    timed_denials& operator=(timed_denials&&) = default;

    /// Until that moment, or longer where it is denied for longer already. Gives the end of
    /// the entry that went because it was full.
    template <class K>
    std::optional<system_time> deny(const K& key, system_time until, system_time now)
    {
        if (until <= now)
            return std::nullopt;
        if (max_size_ == 0)
            return until;
        forget_ended(now);
        std::optional<system_time> gone;
        auto at = entries_.find(key);
        if (at != entries_.end() && at->second >= until)
            return std::nullopt;
        if (at != entries_.end())
        {
            by_end_.erase({at->second, &at->first});
            at->second = until;
        }
        else
        {
            if (entries_.size() >= max_size_)
            {
                gone = by_end_.begin()->first;
                erase(entries_.find(*by_end_.begin()->second));
            }
            at = entries_.emplace(Key(key), until).first;
        }
        by_end_.emplace(until, &at->first);
        return gone;
    }

    /// Returns whether it was denied.
    template <class K>
    bool lift(const K& key, system_time now)
    {
        const auto at = entries_.find(key);
        if (at == entries_.end())
            return false;
        const bool was_denied = at->second > now;
        erase(at);
        return was_denied;
    }

    template <class K>
    [[nodiscard]] bool denies(const K& key, system_time now) const
    {
        return end_of(key, now).has_value();
    }

    /// Until when it is denied; nothing where it is not.
    template <class K>
    [[nodiscard]] std::optional<system_time> end_of(const K& key, system_time now) const
    {
        const auto at = entries_.find(key);
        if (at == entries_.end() || at->second <= now)
            return std::nullopt;
        return at->second;
    }

    /// At most `limit` entries behind the key `after`, in their order.
    template <class K>
    [[nodiscard]] std::vector<std::pair<Key, system_time>>
    page(const K& after, std::size_t limit, system_time now) const
    {
        std::vector<std::pair<Key, system_time>> entries;
        for (auto at = entries_.upper_bound(after); at != entries_.end() && entries.size() < limit; ++at)
            if (at->second > now)
                entries.push_back(*at);
        return entries;
    }

    /// Gives memory of what has ended back.
    void forget_ended(system_time now)
    {
        while (!by_end_.empty() && by_end_.begin()->first <= now)
            erase(entries_.find(*by_end_.begin()->second));
    }

    /// Entries in memory, those that have ended but are not forgotten included.
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

private:
    using entry_map = std::map<Key, system_time, Less>;

    void erase(typename entry_map::iterator at)
    {
        by_end_.erase({at->second, &at->first});
        entries_.erase(at);
    }

    std::size_t max_size_;
    entry_map entries_;
    std::set<std::pair<system_time, const Key*>> by_end_; ///< into entries_, whose nodes stay where they are
};

} // namespace ws::auth
