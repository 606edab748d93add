#pragma once

#include <ws/auth/deny_list.hpp>
#include <ws/auth/permission_changes.hpp>
#include <ws/base/clock.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/realtime/node.hpp>
#include <ws/webhook/clerk_event.hpp>
#include <ws/webhook/order_guard.hpp>
#include <ws/webhook/verdict.hpp>

#include <boost/json/value.hpp>

#include <string>
#include <utility>
#include <vector>

namespace ws::server
{

/// Carries out what Clerk tells of sessions, users and organisations: what is to be
/// remembered of it first (denials, changed permissions), then the sockets, because a
/// reconnect that races the other order slips through. Acting twice on one event does no harm; an event older
/// than what was heard of the same entity changes nothing, unless it is an end. Belongs to the shard's
/// thread.
class clerk_effects
{
public:
    /// With a non-empty `instance` events of other Clerk instances are ignored.
    /// `user_namespaces` are those whose channels belong to one user each and keep a
    /// history: a deleted user's is removed. Node, deny list and changes must outlive it.
    clerk_effects(
        realtime::node& node, auth::deny_list& denials, auth::permission_changes& changes,
        std::string instance, std::vector<std::string> user_namespaces, now_fn now, steady_now_fn steady_now)
        : node_(node), denials_(denials), changes_(changes), instance_(std::move(instance)),
          user_namespaces_(std::move(user_namespaces)), now_(std::move(now)),
          steady_now_(std::move(steady_now))
    {
    }

    /// verdict::ok, verdict::ignored for what is not meant for us, or
    /// verdict::store_unavailable where a history could not be removed: then once more.
    /// `body` must live until the end.
    net::task<webhook::verdict> apply(const boost::json::value& body);

private:
    void act(const webhook::clerk_event& event);
    net::task<bool> forget_history(std::string user);

    realtime::node& node_;
    auth::deny_list& denials_;
    auth::permission_changes& changes_;
    std::string instance_;
    std::vector<std::string> user_namespaces_;
    now_fn now_;
    steady_now_fn steady_now_;
    webhook::order_guard order_;
};

} // namespace ws::server
