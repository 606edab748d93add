#pragma once

#include <ws/auth/deny_list.hpp>
#include <ws/base/clock.hpp>
#include <ws/realtime/node.hpp>
#include <ws/webhook/clerk_event.hpp>
#include <ws/webhook/order_guard.hpp>
#include <ws/webhook/verdict.hpp>

#include <boost/json/value.hpp>

#include <string>
#include <utility>

namespace ws::server
{

/// Carries out what Clerk tells of sessions, users and organisations: the deny list
/// first, then the sockets. Acting twice on one event does no harm; an event older than
/// what was heard of the same entity changes nothing. Belongs to the shard's thread.
class clerk_effects
{
public:
    /// With a non-empty `instance` events of other Clerk instances are ignored. Node and
    /// deny list must outlive it.
    clerk_effects(
        realtime::node& node, auth::deny_list& denials, std::string instance, now_fn now,
        steady_now_fn steady_now)
        : node_(node), denials_(denials), instance_(std::move(instance)), now_(std::move(now)),
          steady_now_(std::move(steady_now))
    {
    }

    /// verdict::ok, or verdict::ignored for what is not meant for us.
    webhook::verdict apply(const boost::json::value& body);

private:
    void act(const webhook::clerk_event& event);

    realtime::node& node_;
    auth::deny_list& denials_;
    std::string instance_;
    now_fn now_;
    steady_now_fn steady_now_;
    webhook::order_guard order_;
};

} // namespace ws::server
