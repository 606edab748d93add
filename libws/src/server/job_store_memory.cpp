#include "server/job_store.hpp"

#include <map>
#include <optional>
#include <utility>

namespace ws::server
{
namespace
{

using webhook::job_state;

class memory_job_store final : public job_store
{
public:
    memory_job_store(steady_now_fn now, std::size_t capacity) : now_(std::move(now)), capacity_(capacity) {}

    net::task<result<>> add(const job_key& key, const job_registration& values) override
    {
        entry* known = find_or_make(key);
        if (known == nullptr)
            co_return errc::unavailable;
        if (known->registered && *known->registered != values)
            co_return errc::conflict;
        if (!known->registered)
        {
            known->registered = values;
            ++owners_[{values.channel, values.user}];
            keep(key, *known, values.lifetime);
        }
        co_return result<>();
    }

    net::task<result<std::string>> channel_of(const job_key& key) override
    {
        forget_ended();
        const auto known = jobs_.find(key);
        if (known == jobs_.end() || !known->second.registered)
            co_return errc::not_found;
        co_return known->second.registered->channel;
    }

    net::task<result<job_state>> advance(const job_key& key, job_state next) override
    {
        entry* known = find_or_make(key);
        if (known == nullptr)
            co_return errc::unavailable;
        const job_state before = known->state;
        if (!webhook::may_follow(before, next))
            co_return errc::conflict;
        if (next != job_state::unknown)
            known->state = next;
        co_return before;
    }

    net::task<void> take_back(const job_key& key, job_state noted, job_state before) override
    {
        const auto known = jobs_.find(key);
        // Whatever came after it stays.
        if (known != jobs_.end() && known->second.state == noted)
            known->second.state = before;
        co_return;
    }

    bool owns_channel(std::string_view channel, std::string_view user) override
    {
        forget_ended();
        return owners_.contains({std::string(channel), std::string(user)});
    }

private:
    using ends = std::multimap<steady_time, job_key>;
    struct entry
    {
        std::optional<job_registration> registered;
        job_state state = job_state::queued;
        ends::iterator end;
    };

    /// nullptr when there is no room for another one.
    entry* find_or_make(const job_key& key)
    {
        forget_ended();
        if (const auto known = jobs_.find(key); known != jobs_.end())
            return &known->second;
        if (jobs_.size() >= capacity_)
            return nullptr;
        entry& made = jobs_[key];
        made.end = ends_.emplace(now_() + unregistered_kept_for, key);
        return &made;
    }

    void keep(const job_key& key, entry& of, std::chrono::seconds lifetime)
    {
        ends_.erase(of.end);
        of.end = ends_.emplace(now_() + lifetime, key);
    }

    void forget_ended()
    {
        const steady_time now = now_();
        while (!ends_.empty() && ends_.begin()->first <= now)
        {
            const auto ended = jobs_.find(ends_.begin()->second);
            if (const auto& values = ended->second.registered)
                disown(*values);
            jobs_.erase(ended);
            ends_.erase(ends_.begin());
        }
    }

    void disown(const job_registration& values)
    {
        const auto owner = owners_.find({values.channel, values.user});
        if (--owner->second == 0)
            owners_.erase(owner);
    }

    steady_now_fn now_;
    std::size_t capacity_;
    std::map<job_key, entry> jobs_;
    ends ends_;                                                         ///< when each one may go
    std::map<std::pair<std::string, std::string>, std::size_t> owners_; ///< jobs by channel and user
};

} // namespace

std::unique_ptr<job_store> make_memory_job_store(steady_now_fn now, std::size_t capacity)
{
    return std::make_unique<memory_job_store>(std::move(now), capacity);
}

} // namespace ws::server
