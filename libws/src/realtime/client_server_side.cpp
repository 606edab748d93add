#include "realtime/client.hpp"
#include "realtime/core.hpp"

namespace ws::realtime
{

net::task<answer<void>> client::server_subscribe(const subscribe_call& call, const channel_options& o)
{
    if (state_ != state::connected || find_subscription(call.channel) != nullptr)
        co_return answer<void>();
    if (subscriptions_.size() >= shard_.options.channel_limit)
        co_return error::limit_exceeded;
    if (channel_rules::refuses_impersonation(o, as_subject()))
    {
        // The call means the user, and this is somebody else.
        audit("subscribe_denied", {{"channel", log::excerpt(call.channel)}, {"reason", "impersonated"}});
        co_return answer<void>();
    }
    join_request request;
    request.channel = call.channel;
    request.options = &o;
    request.server_side = true;
    request.override = call.override;
    request.chan_info = call.info;
    request.data = call.data;
    request.expires = call.expires;
    if (call.recover_since)
    {
        request.recover = true;
        request.position = *call.recover_since;
    }
    auto joined = co_await join(request);
    if (is_closed())
        co_return answer<void>();
    if (!joined)
        co_return joined.error();
    subscription& s = *find_subscription(call.channel);
    if (s.withdrawn)
    {
        leave(s); // the client never heard of it
        co_return answer<void>();
    }

    subscribe_push message;
    message.recoverable = joined->recoverable;
    message.positioned = joined->positioned;
    message.position = joined->position;
    message.data = joined->data;
    std::string out;
    shard_.format.push_subscribe(out, call.channel, message);
    for (const auto& p : joined->publications)
        shard_.format.push_publication(out, call.channel, *p);
    push(shard_.format.seal(out));
    go_live(s);
    co_return answer<void>();
}

void client::server_unsubscribe(std::string_view channel)
{
    if (state_ != state::connected)
        return;
    if (!channel.empty())
    {
        if (subscription* s = find_subscription(channel))
            withdraw(*s, unsubscribe_with::server);
        return;
    }
    for (std::size_t i = subscriptions_.size(); i-- > 0;)
        withdraw(*subscriptions_[i], unsubscribe_with::server);
}

void client::server_refresh(const refresh_call& call)
{
    if (call.expired)
        return close(close_with::expired);
    if (state_ != state::connected)
        return;
    if (!call.info.empty())
    {
        client_info changed = *info_;
        changed.conn_info = call.info;
        replace_info(std::move(changed));
    }
    set_expiry(call.expires);
    std::string out;
    shard_.format.push_refresh(out, call.expires.has_value(), call.expires ? seconds_left(*call.expires) : 0);
    push(shard_.format.seal(out));
}

} // namespace ws::realtime
