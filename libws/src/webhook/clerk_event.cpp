#include "webhook/json_member.hpp"

#include <ws/base/clock.hpp>
#include <ws/webhook/clerk_event.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace ws::webhook
{
namespace
{

namespace json = boost::json;

constexpr std::size_t max_id_bytes = 255;
/// A later one has no place in a system_time.
constexpr auto latest_time = std::chrono::floor<std::chrono::milliseconds>(system_time::max());

/// An id of Clerk's: it becomes part of keys and of channel names. "" when unusable.
std::string id_member(const json::value& data, std::string_view name)
{
    const auto id = text_member(data, name);
    const auto printable = [](char c) { return c > ' ' && c < 0x7F; };
    if (!id || id->size() > max_id_bytes || !std::all_of(id->begin(), id->end(), printable))
        return {};
    return std::string(*id);
}

std::optional<std::int64_t> time_member(const json::value& data, std::string_view name)
{
    const json::value* time = member(data, name);
    if (time == nullptr || !time->is_number())
        return std::nullopt;
    const auto milliseconds = time->to_number<double>();
    const auto latest = static_cast<double>(latest_time.time_since_epoch().count());
    if (!(milliseconds >= 0 && milliseconds < latest))
        return std::nullopt;
    return static_cast<std::int64_t>(std::floor(milliseconds));
}

/// What the readers below fill in; they return false when a needed id is missing.
using reader = bool (*)(const json::value& data, clerk_event& event);

bool read_nothing(const json::value&, clerk_event&) { return true; }

bool read_session(const json::value& data, clerk_event& event)
{
    const std::string id = id_member(data, "id");
    event.entity = "session:" + id;
    return !id.empty();
}

bool read_session_end(const json::value& data, clerk_event& event)
{
    event.action = session_ended{id_member(data, "id"), id_member(data, "user_id")};
    event.final = true;
    return read_session(data, event);
}

bool read_user(const json::value& data, clerk_event& event)
{
    const std::string id = id_member(data, "id");
    event.entity = "user:" + id;
    return !id.empty();
}

bool read_user_deletion(const json::value& data, clerk_event& event)
{
    event.action = user_deleted{id_member(data, "id")};
    event.final = true;
    return read_user(data, event);
}

/// `locked` is not looked at: it comes from failed sign-in attempts, so strangers
/// could disconnect people by guessing passwords.
bool read_user_update(const json::value& data, clerk_event& event)
{
    const std::string id = id_member(data, "id");
    const json::value* banned = member(data, "banned");
    if (banned == nullptr || !banned->is_bool())
        event.action = profile_changed{id};
    else if (banned->get_bool())
        event.action = user_banned{id};
    else
        event.action = user_unbanned{id};
    return read_user(data, event);
}

struct membership
{
    std::string user_id;
    std::string organization_id;
};

/// A user who leaves and comes back has a new membership id: the pair is what lasts.
std::optional<membership> read_membership_of(const json::value& data, clerk_event& event)
{
    const json::value* organization = member(data, "organization");
    const json::value* user = member(data, "public_user_data");
    if (organization == nullptr || user == nullptr)
        return std::nullopt;
    membership found{id_member(*user, "user_id"), id_member(*organization, "id")};
    if (found.user_id.empty() || found.organization_id.empty())
        return std::nullopt;
    event.entity = "membership:" + found.organization_id + ' ' + found.user_id;
    return found;
}

bool read_membership(const json::value& data, clerk_event& event)
{
    auto found = read_membership_of(data, event);
    if (found)
        event.action = membership_created{std::move(found->user_id), std::move(found->organization_id)};
    return found.has_value();
}

bool read_membership_deletion(const json::value& data, clerk_event& event)
{
    auto found = read_membership_of(data, event);
    if (found)
        event.action = membership_deleted{std::move(found->user_id), std::move(found->organization_id)};
    return found.has_value();
}

bool read_membership_update(const json::value& data, clerk_event& event)
{
    auto found = read_membership_of(data, event);
    if (found)
        event.action = membership_updated{
            std::move(found->user_id), std::move(found->organization_id), id_member(data, "role")};
    return found.has_value();
}

bool read_organization(const json::value& data, clerk_event& event)
{
    const std::string id = id_member(data, "id");
    event.entity = "organization:" + id;
    return !id.empty();
}

bool read_organization_deletion(const json::value& data, clerk_event& event)
{
    event.action = organization_deleted{id_member(data, "id")};
    event.final = true;
    return read_organization(data, event);
}

bool read_role(const json::value& data, clerk_event& event)
{
    role_changed changed{id_member(data, "key")};
    const bool named = !changed.key.empty();
    event.action = std::move(changed);
    return named;
}

bool read_permission(const json::value& data, clerk_event& event)
{
    permission_changed changed{id_member(data, "key")};
    const bool named = !changed.key.empty();
    event.action = std::move(changed);
    return named;
}

struct known_type
{
    std::string_view name; ///< a trailing '.' stands for every type that begins so
    reader read;
};

/// What has an entity is read although nothing is done: it may be newer than what
/// arrives after it.
constexpr std::array<known_type, 19> known_types{{
    {"session.ended", read_session_end},
    {"session.removed", read_session_end},
    {"session.revoked", read_session_end},
    {"session.created", read_session},
    {"user.deleted", read_user_deletion},
    {"user.updated", read_user_update},
    {"user.created", read_user},
    {"organizationMembership.deleted", read_membership_deletion},
    {"organizationMembership.updated", read_membership_update},
    {"organizationMembership.created", read_membership},
    {"organization.deleted", read_organization_deletion},
    {"organization.updated", read_organization},
    {"role.updated", read_role},
    {"role.deleted", read_role},
    {"permission.updated", read_permission},
    {"permission.deleted", read_permission},
    {"subscription.", read_nothing},
    {"subscriptionItem.", read_nothing},
    {"paymentAttempt.", read_nothing},
}};

reader reader_of(std::string_view type)
{
    for (const known_type& known : known_types)
        if (known.name == type || (known.name.ends_with('.') && type.starts_with(known.name)))
            return known.read;
    return nullptr;
}

clerk_event ignored(std::string_view type)
{
    clerk_event event;
    event.type = type;
    event.ignored = true;
    return event;
}

} // namespace

clerk_event read_clerk_event(const json::value& body, std::string_view instance_id)
{
    const std::string_view type = text_member(body, "type").value_or("");
    const reader read = reader_of(type);
    const json::value* data = member(body, "data");
    const bool ours = instance_id.empty() || text_member(body, "instance_id") == instance_id;
    if (read == nullptr || data == nullptr || !ours)
        return ignored(type);

    clerk_event event;
    event.type = type;
    if (!read(*data, event))
        return ignored(type);
    const auto updated = time_member(*data, "updated_at");
    const auto sent = time_member(body, "timestamp");
    event.order = {updated ? updated : sent, sent};
    event.occurred = std::max(updated, sent);
    return event;
}

} // namespace ws::webhook
