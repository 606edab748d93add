#include <ws/auth/deny_list.hpp>

#include <algorithm>

namespace ws::auth
{
namespace
{

/// How long a lifted ban is remembered: longer than any sender of events repeats
/// an old one.
constexpr std::chrono::hours memory_of_lifts{72};

} // namespace

void deny_list::deny_session(std::string_view session_id, system_time until, system_time now)
{
    if (until <= now || max_sessions_ == 0)
        return;
    forget_ended_sessions(now);
    auto at = sessions_.find(session_id);
    if (at != sessions_.end() && at->second >= until)
        return;
    if (at == sessions_.end())
    {
        if (sessions_.size() >= max_sessions_)
        {
            const auto first = by_end_.begin();
            const auto oldest = sessions_.find(first->second);
            by_end_.erase(first);
            sessions_.erase(oldest);
        }
        at = sessions_.emplace(session_id, until).first;
    }
    else
    {
        by_end_.erase({at->second, at->first});
        at->second = until;
    }
    by_end_.emplace(until, at->first);
}

void deny_list::deny_user(std::string_view user_id, system_time until)
{
    auto& entry = entry_of(user_id);
    entry.until = std::max(entry.until.value_or(until), until);
}

void deny_list::ban_user(std::string_view user_id, system_time updated_at)
{
    auto& entry = entry_of(user_id);
    if (entry.record && *entry.record > updated_at)
        return;
    if (entry.record == updated_at && !entry.banned)
        return; // the same record was told both ways: what lifted it stays
    entry.record = updated_at;
    entry.banned = true;
}

bool deny_list::lift_ban(std::string_view user_id, system_time updated_at)
{
    const auto at = users_.find(user_id);
    if (at == users_.end() || !at->second.record || *at->second.record >= updated_at)
        return false;
    const bool was_banned = at->second.banned;
    at->second.record = updated_at;
    at->second.banned = false;
    return was_banned && !at->second.deleted;
}

void deny_list::delete_user(std::string_view user_id) { entry_of(user_id).deleted = true; }

bool deny_list::lift_session(std::string_view session_id, system_time now)
{
    const auto at = sessions_.find(session_id);
    if (at == sessions_.end())
        return false;
    const bool was_denied = at->second > now;
    by_end_.erase({at->second, at->first});
    sessions_.erase(at);
    return was_denied;
}

bool deny_list::lift_user(std::string_view user_id, system_time now)
{
    const auto at = users_.find(user_id);
    if (at == users_.end() || at->second.deleted || !is_denied(at->second, now))
        return false;
    at->second.until.reset();
    if (at->second.banned)
        at->second.record = std::max(at->second.record.value_or(now), now);
    at->second.banned = false;
    return true;
}

bool deny_list::denies(std::string_view session_id, std::string_view user_id, system_time now) const
{
    const auto session = sessions_.find(session_id);
    if (session != sessions_.end() && session->second > now)
        return true;
    const auto user = users_.find(user_id);
    return user != users_.end() && is_denied(user->second, now);
}

std::vector<session_denial>
deny_list::sessions(std::string_view after, std::size_t limit, system_time now) const
{
    std::vector<session_denial> page;
    for (auto at = sessions_.upper_bound(after); at != sessions_.end() && page.size() < limit; ++at)
        if (at->second > now)
            page.push_back({at->first, at->second});
    return page;
}

std::vector<user_denial> deny_list::users(std::string_view after, std::size_t limit, system_time now) const
{
    std::vector<user_denial> page;
    for (auto at = users_.upper_bound(after); at != users_.end() && page.size() < limit; ++at)
    {
        const auto& [id, entry] = *at;
        if (!is_denied(entry, now))
            continue;
        if (entry.deleted)
            page.push_back({id, user_denial_kind::deleted, {}});
        else if (entry.banned)
            page.push_back({id, user_denial_kind::banned, entry.record.value_or(system_time{})});
        else
            page.push_back({id, user_denial_kind::timed, entry.until.value_or(system_time{})});
    }
    return page;
}

void deny_list::forget_ended(system_time now)
{
    forget_ended_sessions(now);
    std::erase_if(
        users_,
        [now](const auto& item)
        {
            const user_entry& entry = item.second;
            const bool remembers_lift = entry.record && *entry.record > now - memory_of_lifts;
            return !is_denied(entry, now) && !remembers_lift;
        });
}

bool deny_list::is_denied(const user_entry& entry, system_time now)
{
    return entry.deleted || entry.banned || (entry.until && *entry.until > now);
}

void deny_list::forget_ended_sessions(system_time now)
{
    while (!by_end_.empty() && by_end_.begin()->first <= now)
    {
        const auto ended = sessions_.find(by_end_.begin()->second);
        by_end_.erase(by_end_.begin());
        sessions_.erase(ended);
    }
}

deny_list::user_entry& deny_list::entry_of(std::string_view user_id)
{
    const auto at = users_.find(user_id);
    return at != users_.end() ? at->second : users_.emplace(user_id, user_entry{}).first->second;
}

} // namespace ws::auth
