#include "realtime/client.hpp"
#include "realtime/core.hpp"

namespace ws::realtime
{

/// Before anything else is looked at: what a command costs must not depend on its limit.
bool client::within_command_rate(std::uint32_t id)
{
    switch (commands_.take(shard_.options.limits.commands, shard_.wheel.now()))
    {
    case command_meter::verdict::take:
        return true;
    case command_meter::verdict::refuse:
        return refuse_over(client_limit::command, id);
    case command_meter::verdict::close:
        break;
    }
    shard_.counts.add(client_limit::command);
    close(close_with::too_many_requests);
    return false;
}

/// Whether the user may make so many subscriptions now; a no is counted.
bool client::takes_subscribes(std::size_t count)
{
    if (shard_.limiter.takes_subscribes(limited_user(), count, shard_.wheel.now()))
        return true;
    shard_.counts.add(client_limit::subscribe);
    return false;
}

bool client::within_subscribe_rate(std::uint32_t id)
{
    return shard_.limiter.takes_subscribes(limited_user(), 1, shard_.wheel.now()) ||
           refuse_over(client_limit::subscribe, id);
}

bool client::within_publish_rate(std::uint32_t id, const std::string& channel)
{
    return shard_.limiter.takes_publication(limited_user(), channel, shard_.wheel.now()) ||
           refuse_over(client_limit::publish, id);
}

/// Whether there is room for one more connection of this user and this session.
bool client::within_connection_counts()
{
    const auto is_full = [](std::size_t have, std::size_t most) { return most > 0 && have >= most; };
    const auto refuse = [this](client_limit which, std::string_view whose)
    {
        shard_.counts.add(which);
        close(close_with::connection_limit, whose);
        return false;
    };
    const client_limits& limits = shard_.options.limits;
    const std::string& user = info_->user;
    if (!user.empty() && is_full(shard_.clients.count_of_user(user), limits.user_connections))
        return refuse(client_limit::user_connections, "too many of this user");
    if (!session().empty() && is_full(shard_.clients.count_of_session(session()), limits.session_connections))
        return refuse(client_limit::session_connections, "too many of this session");
    return true;
}

bool client::refuse_over(client_limit which, std::uint32_t id)
{
    shard_.counts.add(which);
    if (id != 0) // a command without an id wants no answer
        fail(id, error::too_many_requests);
    return false;
}

/// Nobodies have a rate each: they are not one user.
const std::string& client::limited_user() const noexcept
{
    return info_->user.empty() ? info_->client : info_->user;
}

} // namespace ws::realtime
