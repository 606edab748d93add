#include "realtime/client.hpp"
#include "realtime/core.hpp"
#include "realtime/recovery.hpp"

#include <ws/base/log.hpp>

#include <algorithm>

namespace ws::realtime
{
namespace
{

/// Answers each of an override's wishes. The backend's own call may wish for
/// anything; a token may switch anything off, but on only what the namespace's
/// `max_override` names, where it names any.
class wish_reader
{
public:
    explicit wish_reader(const join_request& request)
        : named_(request.options->max_override),
          bound_(!named_.empty() && (!request.server_side || request.from_token))
    {
    }

    bool decide(const std::optional<bool>& wish, bool otherwise, std::string_view name) const
    {
        if (!wish)
            return otherwise;
        const bool permitted = !bound_ || std::find(named_.begin(), named_.end(), name) != named_.end();
        return *wish ? permitted || otherwise : false;
    }

private:
    const std::vector<std::string>& named_;
    bool bound_;
};

/// What the namespace, the token or call and the client's wishes make of a subscription together.
void grant(subscription& s, const join_request& request)
{
    const channel_options& o = *request.options;
    const auto& wish = request.override;
    const wish_reader reader(request);
    s.server_side = request.server_side;
    s.from_token = request.from_token;
    s.by_rules = request.by_rules;
    s.chan_info = request.chan_info;
    s.expires = request.expires;
    s.presence = reader.decide(wish.presence, o.presence, "presence");
    s.announces = reader.decide(wish.join_leave, o.join_leave, "join_leave");
    s.join_leave =
        s.announces &&
        (request.wants_join_leave ||
         reader.decide(wish.force_push_join_leave, o.force_push_join_leave, "force_push_join_leave"));
    if (!o.has_history())
        return;
    s.recoverable =
        request.wants_recovery || reader.decide(wish.force_recovery, o.force_recovery, "force_recovery");
    s.positioned = s.recoverable || request.wants_positioning ||
                   reader.decide(wish.force_positioning, o.force_positioning, "force_positioning");
}

} // namespace

/// Registers the subscription and finds its place in the stream. What is
/// published from now on waits until go_live(). While this waits, only the end
/// of the connection removes the subscription: see withdraw(). The caller looks
/// at is_closed() first.
net::task<answer<subscribe_result>> client::join(const join_request& request)
{
    const channel_options& o = *request.options;
    auto owned = std::make_unique<subscription>(*this, shard_.channels.channel(request.channel, o));
    subscription& s = *owned;
    grant(s, request);
    s.buffered = std::make_unique<std::vector<publication_ptr>>();
    subscriptions_.push_back(std::move(owned));
    shard_.channels.add(s);

    subscribe_result result;
    result.data = request.data;
    const bool always_recovers = o.auto_cache_recover && o.force_recovery_mode == recovery_mode::cache;
    result.was_recovering = request.recover || (s.recoverable && always_recovers);
    if (request.expires)
    {
        result.expires = true;
        result.ttl = seconds_left(*request.expires);
    }
    if (s.positioned)
    {
        const bool recovering = s.recoverable && result.was_recovering;
        history_query query;
        if (recovering)
            query = recovery_query(
                o, request.position, shard_.options.max_reply_publications, shard_.options.max_reply_bytes);
        auto page = co_await shard_.log->history(request.channel, o, query);
        if (is_closed())
            co_return error::internal;
        if (!page)
        {
            leave(s);
            co_return error::internal;
        }
        shard_.channels.place(s, page->top);
        result.positioned = true;
        result.recoverable = s.recoverable;
        result.position = page->top;
        if (recovering)
        {
            auto outcome = recover(o, request.position, std::move(*page));
            if (!outcome.recovered && request.must_recover)
            {
                ++shard_.counts.not_recovered;
                leave(s);
                co_return error::unrecoverable_position;
            }
            result.recovered = outcome.recovered;
            ++(outcome.recovered ? shard_.counts.recovered : shard_.counts.not_recovered);
            result.position = std::move(outcome.position);
            result.publications = std::move(outcome.publications);
        }
    }
    reschedule();
    co_return result;
}

/// The client knows of the subscription: publications reach it, others are told.
void client::go_live(subscription& s)
{
    if (!shard_.channels.go_live(s))
        return close(close_with::insufficient_state);
    if (s.announces)
        shard_.channels.announce_join(*s.channel, info_in(s));
}

/// Ends a subscription without a word to the client; others see it leave.
void client::leave(subscription& s)
{
    const auto at = std::find_if(
        subscriptions_.begin(), subscriptions_.end(), [&](const auto& owned) { return owned.get() == &s; });
    if (at == subscriptions_.end())
        return;
    const auto owned = std::move(*at);
    subscriptions_.erase(at);
    // A join that was never announced needs no leave.
    if (s.announces && !s.buffered)
        shard_.channels.announce_leave(*s.channel, info_in(s), &s);
    shard_.channels.remove(s);
}

/// Ends a subscription that may still be joining: then as soon as it has joined,
/// for a reply that is on its way must not speak of what is no more.
void client::withdraw(subscription& s, const unsubscribe_cause& cause)
{
    if (s.buffered)
        s.withdrawn = &cause;
    else
        end_subscription(s, cause);
}

void client::end_subscription(subscription& s, const unsubscribe_cause& cause)
{
    const std::string channel = s.channel->name;
    shard_.channels.flush();
    leave(s);
    std::string out;
    shard_.format.push_unsubscribe(out, channel, cause);
    push(shard_.format.seal(out));
}

void client::on_insufficient_state(subscription& s)
{
    const auto self = shared_from_this();
    log::warn("insufficient_state", {{"client", info_->client}, {"channel", log::excerpt(s.channel->name)}});
    if (s.server_side || s.buffered)
        close(close_with::insufficient_state);
    else
        end_subscription(s, unsubscribe_with::insufficient_state);
}

subscription* client::find_subscription(std::string_view channel) const
{
    for (const auto& s : subscriptions_)
        if (s->channel->name == channel)
            return s.get();
    return nullptr;
}

client_info client::info_in(const subscription& s) const
{
    client_info info = *info_;
    info.chan_info = s.chan_info;
    return info;
}

} // namespace ws::realtime
