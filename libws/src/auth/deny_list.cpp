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
    sessions_.deny(session_id, until, now);
}

void deny_list::deny_membership(
    std::string_view user_id, std::string_view organization_id, system_time until, system_time now)
{
    memberships_.deny(membership_view{organization_id, user_id}, until, now);
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
    return sessions_.lift(session_id, now);
}

bool deny_list::lift_membership(std::string_view user_id, std::string_view organization_id, system_time now)
{
    return memberships_.lift(membership_view{organization_id, user_id}, now);
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
    if (sessions_.denies(session_id, now))
        return true;
    const auto user = users_.find(user_id);
    return user != users_.end() && is_denied(user->second, now);
}

bool deny_list::denies_membership(
    std::string_view user_id, std::string_view organization_id, system_time now) const
{
    return memberships_.denies(membership_view{organization_id, user_id}, now) ||
           memberships_.denies(membership_view{organization_id, {}}, now);
}

std::vector<session_denial>
deny_list::sessions(std::string_view after, std::size_t limit, system_time now) const
{
    std::vector<session_denial> page;
    for (auto& [id, until] : sessions_.page(after, limit, now))
        page.push_back({std::move(id), until});
    return page;
}

std::vector<membership_denial> deny_list::memberships(
    std::string_view after_organization, std::string_view after_user, std::size_t limit,
    system_time now) const
{
    std::vector<membership_denial> page;
    for (auto& [who, until] : memberships_.page(membership_view{after_organization, after_user}, limit, now))
        page.push_back({std::move(who.organization), std::move(who.user), until});
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
    sessions_.forget_ended(now);
    memberships_.forget_ended(now);
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

deny_list::user_entry& deny_list::entry_of(std::string_view user_id)
{
    const auto at = users_.find(user_id);
    return at != users_.end() ? at->second : users_.emplace(user_id, user_entry{}).first->second;
}

} // namespace ws::auth
