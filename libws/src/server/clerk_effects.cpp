#include "server/clerk_effects.hpp"

#include "server/shut_out.hpp"

#include <ws/base/log.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <variant>

namespace ws::server
{
namespace
{

using namespace webhook;

/// A time of the event's, or now where it has none.
system_time time_or(const std::optional<std::int64_t>& milliseconds, system_time now)
{
    if (!milliseconds)
        return now;
    return system_time(std::chrono::milliseconds(*milliseconds));
}

/// The deny list knows a record by one time: of two events of one record, the one that was made
/// later has the later time, within the record's millisecond.
system_time record_time(const event_order& order, system_time now)
{
    if (!order.record)
        return now;
    const std::int64_t behind = order.sent.value_or(*order.record) - *order.record;
    return time_or(order.record, now) +
           std::chrono::nanoseconds(std::clamp<std::int64_t>(behind, 0, 999'999));
}

/// One event's action; gives how many connections it was about.
struct actor
{
    shut_out out;
    auth::permission_changes& changes;
    system_time now;
    system_time record;
    system_time occurred;

    std::size_t operator()(std::monostate) const { return 0; }

    std::size_t operator()(const session_ended& a) const
    {
        return out.session(a.session_id, now + auth::session_denial_time, now);
    }
    std::size_t operator()(const user_deleted& a) const { return out.deleted_user(a.user_id); }
    std::size_t operator()(const user_banned& a) const { return out.banned_user(a.user_id, record); }
    std::size_t operator()(const user_unbanned& a) const
    {
        out.denials.lift_ban(a.user_id, record);
        return 0;
    }
    std::size_t operator()(const profile_changed&) const { return 0; }

    std::size_t operator()(const membership_deleted& a) const
    {
        return out.member(a.user_id, a.organization_id, now + auth::session_denial_time, now);
    }
    std::size_t operator()(const membership_created& a) const
    {
        // Tokens from before the user left count again, with the role of then.
        if (out.denials.lift_membership(a.user_id, a.organization_id, now))
            changes.membership(a.user_id, a.organization_id, occurred, now);
        return 0;
    }
    std::size_t operator()(const membership_updated& a) const
    {
        changes.membership(a.user_id, a.organization_id, occurred, now);
        return out.node.doubt_permissions({a.user_id, a.organization_id, {}, {}});
    }
    std::size_t operator()(const organization_deleted& a) const
    {
        return out.member({}, a.organization_id, now + auth::session_denial_time, now);
    }
    std::size_t operator()(const role_changed& a) const
    {
        changes.role(a.key, occurred, now);
        return out.node.doubt_permissions({{}, {}, a.key, {}});
    }
    std::size_t operator()(const permission_changed& a) const
    {
        changes.permission(a.key, occurred, now);
        return out.node.doubt_permissions({{}, {}, {}, a.key});
    }
};

} // namespace

net::task<verdict> clerk_effects::apply(const boost::json::value& body)
{
    const clerk_event event = read_clerk_event(body, instance_);
    if (event.ignored)
        co_return verdict::ignored;
    if (!order_.admits(event.entity, event.order, event.final, steady_now_()))
    {
        log::info("clerk_event_outdated", {{"type", log::excerpt(event.type)}});
        co_return verdict::ok;
    }
    act(event);
    if (const auto* deletion = std::get_if<user_deleted>(&event.action))
    {
        const bool forgotten = co_await forget_history(deletion->user_id);
        if (!forgotten)
            co_return verdict::store_unavailable;
    }
    order_.record(event.entity, event.order, event.final, steady_now_());
    co_return verdict::ok;
}

net::task<bool> clerk_effects::forget_history(std::string user)
{
    for (const std::string& name : user_namespaces_)
    {
        std::string channel = name + ':' + user;
        const auto removed = co_await node_.remove_history(std::move(channel));
        // An id that cannot be part of a channel's name has none.
        const bool failed = !removed && removed.error() == realtime::error::internal;
        if (failed)
            co_return false;
    }
    co_return true;
}

void clerk_effects::act(const clerk_event& event)
{
    const system_time now = now_();
    const actor actor{
        {node_, denials_}, changes_, now, record_time(event.order, now), time_or(event.occurred, now)};
    const std::size_t connections = std::visit(actor, event.action);
    log::info("clerk_event", {{"type", log::excerpt(event.type)}, {"connections", connections}});
}

} // namespace ws::server
