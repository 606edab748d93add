#include "realtime/answer_with.hpp"
#include "realtime/client.hpp"
#include "realtime/core.hpp"

#include <ws/base/log.hpp>

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

/// The checks in the order that the protocol wants; nothing when the answer, or the
/// close, is already out.
std::optional<join_request> client::admit(std::uint32_t id, subscribe_command& c)
{
    const auto refuse = [&](const client_error& e)
    {
        fail(id, e);
        return std::nullopt;
    };
    if (c.channel.empty())
        return close(close_with::bad_request, "subscribe without channel"), std::nullopt;
    if (!c.delta.empty() && c.delta != "fossil")
        return close(close_with::bad_request, "unknown delta type"), std::nullopt;
    if (!within_subscribe_rate(id))
        return std::nullopt;
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
    if (channel_rules::refuses_impersonation(*request.options, as_subject()))
        return deny(id, c.channel, error::permission_denied, "impersonated"), std::nullopt;
    if (!(c.token.empty() ? admit_by_rules(id, c.channel, request) : apply_token(id, c, request)))
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

void client::deny(
    std::uint32_t id, const std::string& channel, const client_error& e, std::string_view reason)
{
    audit("subscribe_denied", {{"channel", log::excerpt(channel)}, {"code", e.code}, {"reason", reason}});
    fail(id, e);
}

/// Whether the client may subscribe without a token; otherwise the answer is out.
bool client::admit_by_rules(std::uint32_t id, const std::string& channel, join_request& request)
{
    const channel_options& o = *request.options;
    request.by_rules = shard_.rules.may_subscribe(channel, o, as_subject());
    if (request.by_rules)
        return true;
    if (channel_rules::is_private(channel))
        deny(id, channel, error::permission_denied, "no_token");
    else if (awaits_permissions(o))
        deny(id, channel, error::internal, "permissions_in_doubt");
    else
        deny(id, channel, error::permission_denied, "rules");
    return false;
}

/// Whether a token is for this user, this channel and, where it names one, this connection.
bool client::is_meant(const auth::subscription_claims& claims, std::string_view channel) const
{
    return claims.user == info_->user && claims.channel == channel &&
           (claims.client.empty() || claims.client == info_->client);
}

/// What the subscription token grants; false when it does not.
bool client::apply_token(std::uint32_t id, const subscribe_command& c, join_request& request)
{
    auto claims = shard_.auth.verify_subscription(c.token);
    if (!claims)
    {
        if (claims.error() == errc::expired)
            deny(id, c.channel, error::token_expired, "token_expired");
        else
            deny(id, c.channel, error::permission_denied, "token_invalid");
        return false;
    }
    if (!is_meant(*claims, c.channel))
    {
        close(close_with::invalid_token, "the subscription token is for another user, channel or client");
        return false;
    }
    if (claims->expires && *claims->expires <= shard_.now_in_seconds())
    {
        deny(id, c.channel, error::expired, "token_expired");
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
    subscription& s = *find_subscription(request.channel);
    if (s.withdrawn)
        end_subscription(s, *s.withdrawn);
    else
        go_live(s);
}

void client::handle(std::uint32_t id, const unsubscribe_command& c)
{
    if (c.channel.empty())
        return close(close_with::bad_request, "unsubscribe without channel");
    if (subscription* s = find_subscription(c.channel))
    {
        shard_.channels.flush();
        // One that is joining is the server API's, and the client does not know it yet.
        if (s->buffered)
            s->withdrawn = &unsubscribe_with::server;
        else
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
    if (s->server_side)
        return close(close_with::bad_request, "the server refreshes this subscription");
    if (c.token.empty())
        return fail(id, error::bad_request);
    const auto claims = shard_.auth.verify_subscription(c.token);
    if (!claims)
        return close(
            claims.error() == errc::expired ? close_with::subscription_expired : close_with::invalid_token);
    if (!is_meant(*claims, c.channel))
        return close(
            close_with::invalid_token, "the subscription token is for another user, channel or client");
    if (claims->expires && *claims->expires <= shard_.now_in_seconds())
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

} // namespace ws::realtime
