#pragma once

#include <ws/auth/deny_list.hpp>
#include <ws/base/clock.hpp>
#include <ws/realtime/node.hpp>

#include <cstddef>
#include <string_view>

namespace ws::server
{

/// Ends what a session, a user or a member has open, and keeps them out: the deny list
/// first, then the sockets, because a reconnect that races the other order slips
/// through. Each says how many connections it was about. The times are as in
/// auth::deny_list. Belongs to the shard's thread; node and deny list must outlive it.
struct shut_out
{
    realtime::node& node;
    auth::deny_list& denials;

    std::size_t session(std::string_view session, system_time until, system_time now) const;
    std::size_t user(std::string_view user, system_time until) const;
    std::size_t banned_user(std::string_view user, system_time updated_at) const;
    std::size_t deleted_user(std::string_view user) const;
    /// The connections stay, without what they were let into as members. User "" = everybody.
    std::size_t
    member(std::string_view user, std::string_view organization, system_time until, system_time now) const;
};

} // namespace ws::server
