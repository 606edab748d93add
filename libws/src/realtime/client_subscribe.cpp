#include "realtime/answer_with.hpp"
#include "realtime/client.hpp"
#include "realtime/core.hpp"
#include "realtime/recovery.hpp"

#include <ws/base/log.hpp>

#include <algorithm>

namespace ws::realtime
{
namespace
{

/// Bits of the subscribe command's `flag`.
constexpr std::int64_t flag_reject_unrecovered = 2;

/// Values of its `type`.
constexpr std::int64_t type_stream = 0;
constexpr std::int64_t type_shared_poll = 4;

} // namespace

void client::handle(std::uint32_t id, subscribe_command& c)
{
    if (auto request = admit(id, c))
        start(subscribe(id, std::move(*request)));
}

/// The checks of protocol.md §7, in its order; nothing when the answer, or the
/// close, is already out.
std::optional<join_request> client::admit(std::uint32_t id, subscribe_command& c)
{
    const auto refuse = [&](const client_error& e)
    {
        if (e == error::permission_denied)
            log::info(
                "subscribe_denied", {{"client", info_->client},
                                     {"user", log::excerpt(info_->user)},
                                     {"channel", log::excerpt(c.channel)}});
        fail(id, e);
        return std::nullopt;
    };
    if (c.channel.empty())
        return close(close_with::bad_request, "subscribe without channel"), std::nullopt;
    if (!c.delta.empty() && c.delta != "fossil")
        return close(close_with::bad_request, "unknown delta type"), std::nullopt;
    if (c.channel.size() > channel_rules::max_channel_bytes)
        return refuse(error::bad_request);
    if (find_subscription(c.channel) != nullptr)
        return refuse(error::already_subscribed);
    if (subscriptions_.size() >= shard_.options.channel_limit)
        return refuse(error::limit_exceeded);
    const auto found = shard_.rules.find(c.channel);
    if (const auto* e = std::get_if<client_error>(&found))
        return refuse(*e);
    if (c.type != type_stream)
        return refuse(c.type == type_shared_poll ? error::not_available : error::permission_denied);

    join_request request;
    request.options = std::get<const channel_options*>(found);
    if (c.token.empty())
    {
        const bool admitted = !channel_rules::is_private(c.channel) &&
                              shard_.rules.may_subscribe(c.channel, *request.options, as_subject());
        if (!admitted)
            return refuse(error::permission_denied);
    }
    else if (!apply_token(id, c, request))
        return std::nullopt;
    if (c.has_tags_filter)
        return refuse(error::bad_request);

    const bool may_read = shard_.rules.may_read_history(*request.options, as_subject(), true);
    const bool may_see = shard_.rules.may_see_presence(*request.options, as_subject(), true);
    request.channel = std::move(c.channel);
    request.recover = c.recover;
    request.position = std::move(c.position);
    request.wants_positioning = c.positioned && (request.options->allow_positioning || may_read);
    request.wants_recovery = c.recoverable && (request.options->allow_recovery || may_read);
    request.wants_join_leave = c.join_leave && may_see;
    request.must_recover = (c.flag & flag_reject_unrecovered) != 0;
    return request;
}

/// What the subscription token grants; false when it does not.
bool client::apply_token(std::uint32_t id, const subscribe_command& c, join_request& request)
{
    auto claims = shard_.auth.verify_subscription(c.token);
    if (!claims)
    {
        fail(id, claims.error() == errc::expired ? error::token_expired : error::permission_denied);
        return false;
    }
    const bool ours = claims->user == info_->user && claims->channel == c.channel &&
                      (claims->client.empty() || claims->client == info_->client);
    if (!ours)
    {
        close(close_with::invalid_token, "the subscription token is for another user, channel or client");
        return false;
    }
    if (claims->expires && *claims->expires <= shard_.now())
    {
        fail(id, error::expired);
        return false;
    }
    request.expires = claims->expires;
    request.override = claims->override;
    request.chan_info = std::move(claims->info);
    request.data = std::move(claims->data);
    return true;
}

net::task<void> client::subscribe(std::uint32_t id, join_request request)
{
    auto joined = co_await join(request);
    if (is_closed())
        co_return;
    if (!joined)
    {
        fail(id, joined.error());
        co_return;
    }
    answer_with(id, *joined);
    if (subscription* s = find_subscription(request.channel))
    {
        shard_.channels.go_live(*s);
        announce(*s);
    }
}

/// Registers the subscription and finds its place in the stream. What is
/// published from now on waits until go_live().
net::task<answer<subscribe_result>> client::join(const join_request& request)
{
    const channel_options& o = *request.options;
    channel_state& c = shard_.channels.channel(request.channel, o);
    auto owned = std::make_unique<subscription>(*this, c);
    subscription& s = *owned;
    const auto& wish = request.override;
    s.server_side = request.server_side;
    s.from_token = request.from_token;
    s.recoverable =
        o.has_history() && (wish.force_recovery.value_or(o.force_recovery) || request.wants_recovery);
    s.positioned = s.recoverable ||
                   (o.has_history() &&
                    (wish.force_positioning.value_or(o.force_positioning) || request.wants_positioning));
    s.presence = wish.presence.value_or(o.presence);
    s.announces = wish.join_leave.value_or(o.join_leave);
    s.join_leave = s.announces &&
                   (request.wants_join_leave || wish.force_push_join_leave.value_or(o.force_push_join_leave));
    s.chan_info = request.chan_info;
    s.expires = request.expires;
    s.buffered = std::make_unique<std::vector<publication_ptr>>();
    subscriptions_.push_back(std::move(owned));
    shard_.channels.add(s);

    subscribe_result result;
    result.data = request.data;
    result.was_recovering = request.recover || (s.recoverable && o.auto_cache_recover);
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
        subscription* still = find_subscription(request.channel);
        if (is_closed() || still != &s)
            co_return error::internal;
        if (!page)
        {
            leave(s);
            co_return error::internal;
        }
        shard_.channels.follow_epoch(*s.channel, page->top.epoch);
        s.offset = page->top.offset;
        result.positioned = true;
        result.recoverable = s.recoverable;
        result.position = page->top;
        if (recovering)
        {
            auto outcome = recover(o, request.position, std::move(*page));
            if (!outcome.recovered && request.must_recover)
            {
                leave(s);
                co_return error::unrecoverable_position;
            }
            result.recovered = outcome.recovered;
            result.position = std::move(outcome.position);
            result.publications = std::move(outcome.publications);
        }
    }
    reschedule();
    co_return result;
}

/// The subscription counts from now on: others are told.
void client::announce(subscription& s)
{
    if (s.announces && !s.buffered)
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
    if (s.server_side)
        close(close_with::insufficient_state);
    else
        end_subscription(s, unsubscribe_with::insufficient_state);
}

void client::handle(std::uint32_t id, const unsubscribe_command& c)
{
    if (c.channel.empty())
        return close(close_with::bad_request, "unsubscribe without channel");
    if (subscription* s = find_subscription(c.channel))
    {
        shard_.channels.flush();
        leave(*s);
    }
    answer_with(id, unsubscribe_result());
}

void client::handle(std::uint32_t id, const sub_refresh_command& c)
{
    if (c.channel.empty())
        return close(close_with::bad_request, "sub_refresh without channel");
    subscription* s = find_subscription(c.channel);
    if (s == nullptr || c.type != type_stream)
        return fail(id, error::permission_denied);
    if (c.token.empty())
        return fail(id, error::bad_request);
    const auto claims = shard_.auth.verify_subscription(c.token);
    if (!claims)
        return close(
            claims.error() == errc::expired ? close_with::subscription_expired : close_with::invalid_token);
    const bool ours = claims->user == info_->user && claims->channel == c.channel &&
                      (claims->client.empty() || claims->client == info_->client);
    if (!ours)
        return close(
            close_with::invalid_token, "the subscription token is for another user, channel or client");
    if (claims->expires && *claims->expires <= shard_.now())
        return close(close_with::subscription_expired);
    s->expires = claims->expires;
    s->chan_info = claims->info;
    reschedule();
    sub_refresh_result result;
    if (claims->expires)
    {
        result.expires = true;
        result.ttl = seconds_left(*claims->expires);
    }
    answer_with(id, result);
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
