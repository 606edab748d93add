#include "realtime/client.hpp"
#include "realtime/core.hpp"

#include <ws/base/log.hpp>

#include <algorithm>

/// Which channels the server subscribes a connection to: those of its token, the user's own,
/// and those the client wishes for and could subscribe to itself.
namespace ws::realtime
{
namespace
{

join_request& add(std::vector<join_request>& plan, const std::string& channel, const channel_options& o)
{
    join_request& request = plan.emplace_back();
    request.channel = channel;
    request.options = &o;
    request.server_side = true;
    return request;
}

/// Both lists are short: the plan's by the token's size, the wishes by the channel limit.
join_request* find(std::vector<join_request>& plan, std::string_view channel)
{
    const auto at = std::ranges::find(plan, channel, &join_request::channel);
    return at == plan.end() ? nullptr : &*at;
}

void recover_as(join_request& request, const recover_request& wish)
{
    request.recover = wish.recover;
    request.position = wish.position;
}

} // namespace

bool client::plan_server_side(
    std::uint32_t id, const identity& who, const connect_command& c, std::vector<join_request>& plan)
{
    const std::size_t most = shard_.options.channel_limit;
    // No client that kept to the limit has so many to come back to: what they'd cost is never begun.
    if (c.subs.size() <= most)
    {
        if (!plan_granted(id, who, plan))
            return false;
        plan_own(plan);
        if (!plan_wished(id, c, plan))
            return false;
        if (plan.size() <= most)
            return true;
    }
    close(close_with::channel_limit);
    return false;
}

bool client::plan_granted(std::uint32_t id, const identity& who, std::vector<join_request>& plan)
{
    for (const auto& [channel, grant] : who.subscriptions)
    {
        const auto found = shard_.rules.find(channel);
        if (const auto* e = std::get_if<client_error>(&found))
        {
            log::warn("token_names_bad_channel", {{"channel", log::excerpt(channel)}, {"error", e->message}});
            refuse_connect(id, *e, "token_names_bad_channel");
            return false;
        }
        const channel_options& o = *std::get<const channel_options*>(found);
        if (channel_rules::refuses_impersonation(o, as_subject()))
        {
            refuse_connect(id, error::permission_denied, "impersonated");
            return false;
        }
        join_request& request = add(plan, channel, o);
        request.from_token = true;
        request.override = grant.override;
        request.chan_info = grant.info;
        request.data = grant.data;
    }
    return true;
}

void client::plan_own(std::vector<join_request>& plan)
{
    std::size_t unusable = 0;
    for (const std::string& channel : shard_.rules.channels_at_connect(as_subject(), unusable))
        if (find(plan, channel) == nullptr)
            add(plan, channel, *std::get<const channel_options*>(shard_.rules.find(channel))).by_rules = true;
    if (unusable > 0)
        log::warn(
            "user_has_no_channel",
            {{"user", log::excerpt(info_->user)}, {"reason", "its id cannot be part of a channel name"}});
}

/// A wish for what is planned already says where to recover from; any other one is a
/// subscription that the client asks for, and counts as one.
bool client::plan_wished(std::uint32_t id, const connect_command& c, std::vector<join_request>& plan)
{
    std::vector<decltype(c.subs)::const_pointer> asked;
    for (const auto& wish : c.subs)
        if (join_request* const request = find(plan, wish.first))
            recover_as(*request, wish.second);
        else
            asked.push_back(&wish);
    if (!asked.empty() && !takes_subscribes(asked.size()))
    {
        refuse_connect(id, error::too_many_requests, "too_many_requests");
        return false;
    }
    std::size_t denied = 0;
    std::string_view first_denied;
    for (const auto* wish : asked)
    {
        const auto& [channel, position] = *wish;
        const auto found = shard_.rules.find(channel);
        if (const auto* e = std::get_if<client_error>(&found))
        {
            if (*e != error::unknown_channel)
                continue;
            close(close_with::bad_request, "unknown channel in subs");
            return false;
        }
        const channel_options& o = *std::get<const channel_options*>(found);
        if (shard_.rules.may_subscribe(channel, o, as_subject()))
        {
            join_request& request = add(plan, channel, o);
            request.by_rules = true;
            recover_as(request, position);
        }
        else if (denied++ == 0)
            first_denied = channel;
    }
    if (denied > 0) // one line for all: a client may wish for as many as it likes
        audit(
            "subscribe_denied",
            {{"channel", log::excerpt(first_denied)}, {"reason", "wish"}, {"wishes", denied}});
    return true;
}

} // namespace ws::realtime
