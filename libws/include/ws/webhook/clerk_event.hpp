#pragma once

#include <ws/webhook/event_order.hpp>

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace ws::webhook
{

/// Deny the session, close its sockets.
struct session_ended
{
    std::string session_id;
    std::string user_id; ///< "" when the event does not say
};

/// Deny the user for good, close all sockets.
struct user_deleted
{
    std::string user_id;
};

/// Deny the user, close all sockets; until a later record lifts it.
struct user_banned
{
    std::string user_id;
};

/// The record is not banned: lift an older ban; listeners of the profile may be told.
struct user_unbanned
{
    std::string user_id;
};

/// The record changed and does not say whether it is banned: tell listeners, lift nothing.
struct profile_changed
{
    std::string user_id;
};

/// The user is a member (again): what refuses tokens that say so is to be lifted.
struct membership_created
{
    std::string user_id;
    std::string organization_id;
};

/// Unsubscribe the user from the organisation's channels.
struct membership_deleted
{
    std::string user_id;
    std::string organization_id;
};

/// Re-evaluate the user's subscriptions that depend on the organisation.
struct membership_updated
{
    std::string user_id;
    std::string organization_id;
    std::string role; ///< "" when the event does not say
};

/// Unsubscribe everybody from the organisation's channels.
struct organization_deleted
{
    std::string organization_id;
};

/// Re-evaluate subscriptions that depend on this role, or on this permission.
struct role_changed
{
    std::string key;
};
struct permission_changed
{
    std::string key;
};

/// std::monostate: nothing to do.
using clerk_action = std::variant<
    std::monostate, session_ended, user_deleted, user_banned, user_unbanned, profile_changed,
    membership_created, membership_deleted, membership_updated, organization_deleted, role_changed,
    permission_changed>;

/// What a Clerk event means to us.
struct clerk_event
{
    std::string type; ///< as sent; for logs and counters
    clerk_action action;
    /// Unknown type, another instance, or a known type without its ids: acknowledged
    /// with 202 and counted.
    bool ignored = false;

    /// For order_guard: whose state this is, "" = nobody's.
    std::string entity;
    /// By `data.updated_at`, else the envelope's `timestamp`.
    event_order order;
    /// When it happened by Clerk's clock, as far as the event tells: the later of the same two,
    /// for a record that was deleted may still say when it was last changed.
    std::optional<std::int64_t> occurred;
    bool final = false; ///< nothing that comes later changes the entity again
};

/// Reads the body of a verified delivery. With a non-empty `instance_id`
/// (`CLERK_INSTANCE_ID`) events of other instances are ignored.
clerk_event read_clerk_event(const boost::json::value& body, std::string_view instance_id = {});

} // namespace ws::webhook
