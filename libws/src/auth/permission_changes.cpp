#include <ws/auth/deny_list.hpp>
#include <ws/auth/permission_changes.hpp>

#include <algorithm>

namespace ws::auth
{

template <class Table, class Key>
void permission_changes::remember(Table& table, const Key& key, system_time changed, system_time now)
{
    const system_time end = std::min(changed, now) + session_denial_time;
    // Nothing is less than every time.
    no_room_ = std::max(no_room_, table.deny(key, end, now));
}

void permission_changes::membership(
    std::string_view user_id, std::string_view organization_id, system_time changed, system_time now)
{
    remember(memberships_, membership_view{organization_id, user_id}, changed, now);
}

void permission_changes::role(std::string_view key, system_time changed, system_time now)
{
    remember(roles_, key, changed, now);
}

void permission_changes::permission(std::string_view key, system_time changed, system_time now)
{
    remember(permissions_, key, changed, now);
}

/// When the latest change that concerns the token ends.
std::optional<system_time> permission_changes::end_for(const clerk_identity& token, system_time now) const
{
    std::optional<system_time> latest;
    if (no_room_ && *no_room_ > now)
        latest = no_room_;
    latest = std::max(latest, memberships_.end_of(membership_view{*token.org_id, token.user_id}, now));
    if (token.org_role)
        latest = std::max(latest, roles_.end_of(*token.org_role, now));
    if (token.org_permissions)
        for (const std::string& key : *token.org_permissions)
            latest = std::max(latest, permissions_.end_of(key, now));
    return latest;
}

bool permission_changes::outdate(
    const clerk_identity& token, std::chrono::milliseconds skew, system_time now) const
{
    // In milliseconds: a date far away would overflow the nanoseconds of system_time.
    using precise_time = std::chrono::sys_time<std::chrono::milliseconds>;
    if (!token.org_id)
        return false;
    const auto end = end_for(token, now);
    if (!end)
        return false;
    if (!token.issued)
        return true;
    const auto changed = std::chrono::floor<std::chrono::milliseconds>(*end - session_denial_time);
    return precise_time(*token.issued) <= changed + skew;
}

void permission_changes::forget_ended(system_time now)
{
    memberships_.forget_ended(now);
    roles_.forget_ended(now);
    permissions_.forget_ended(now);
    if (no_room_ && *no_room_ <= now)
        no_room_.reset();
}

} // namespace ws::auth
