#include "realtime/answer_with.hpp"
#include "realtime/client.hpp"
#include "realtime/core.hpp"
#include "realtime/random.hpp"

#include <ws/base/log.hpp>

#include <algorithm>

namespace ws::realtime
{
namespace
{

/// The error that tells a client of a failure which does not close it.
client_error error_of(auth_failure failure)
{
    switch (failure)
    {
    case auth_failure::expired:
        return error::token_expired;
    case auth_failure::pending:
        return error::unauthorized;
    case auth_failure::invalid:
        return error::permission_denied;
    case auth_failure::unavailable:
        break;
    }
    return error::internal;
}

} // namespace

void client::handle(std::uint32_t id, connect_command& c) { start(connect(id, std::move(c))); }

net::task<void> client::connect(std::uint32_t id, connect_command c)
{
    auto who = co_await identify(id, c.token);
    if (!who || is_closed())
        co_return;

    client_info info;
    info.user = who->user;
    info.client = random_uuid();
    info.conn_info = who->info;
    info_ = std::make_shared<const client_info>(std::move(info));
    take_standing(*who);
    facts_->sdk = log::excerpt(c.name);
    facts_->sdk_version = log::excerpt(c.version);
    facts_->connected = shard_.now_in_seconds();

    std::vector<join_request> plan;
    if (!plan_server_side(*who, c, plan, id))
        co_return;
    state_ = state::connecting;
    shard_.clients.add(*this);

    connect_result result;
    result.client = info_->client;
    if (who->expires)
    {
        result.expires = true;
        result.ttl = announced_ttl(*who);
    }
    if (!co_await join_all(id, plan, result))
        co_return;
    set_expiry(who->expires);
    finish_connect(id, result, c);
}

/// Who the client is; nothing when the answer, or the close, is already out.
net::task<std::optional<identity>> client::identify(std::uint32_t id, const std::string& token)
{
    const bool insecure = shard_.options.insecure;
    const auto admitted = std::move(admitted_);
    std::variant<identity, auth_failure> verdict;
    if (!token.empty())
        verdict = co_await shard_.auth.authenticate(token, facts_->origin);
    else if (admitted)
        verdict = std::move(*admitted);
    else if (!insecure)
    {
        close(close_with::bad_request, "no token");
        co_return std::nullopt;
    }
    if (is_closed())
        co_return std::nullopt;
    if (const auto* failure = std::get_if<auth_failure>(&verdict))
    {
        if (*failure == auth_failure::invalid)
        {
            close(close_with::invalid_token);
            co_return std::nullopt;
        }
        state_ = state::unusable;
        fail(id, error_of(*failure));
        co_return std::nullopt;
    }
    identity who = std::move(std::get<identity>(verdict));
    if (who.user.empty() && !insecure)
    {
        close(close_with::invalid_token, "it names no user");
        co_return std::nullopt;
    }
    if (insecure)
        who.expires.reset();
    if (who.expires && *who.expires <= shard_.now_in_seconds())
    {
        state_ = state::unusable;
        fail(id, error::expired);
        co_return std::nullopt;
    }
    co_return who;
}

/// Which channels the server subscribes this connection to: those of the token,
/// the user's own, and those the client wishes for and could subscribe to
/// itself. False when the connect has failed over one of them.
bool client::plan_server_side(
    const identity& who, const connect_command& c, std::vector<join_request>& plan, std::uint32_t id)
{
    const auto add = [&](const std::string& channel, const channel_options& o) -> join_request&
    {
        join_request& request = plan.emplace_back();
        request.channel = channel;
        request.options = &o;
        request.server_side = true;
        if (const auto wish = c.subs.find(channel); wish != c.subs.end())
        {
            request.recover = wish->second.recover;
            request.position = wish->second.position;
        }
        return request;
    };
    const auto planned = [&](std::string_view channel)
    { return std::any_of(plan.begin(), plan.end(), [&](const auto& r) { return r.channel == channel; }); };

    for (const auto& [channel, grant] : who.subscriptions)
    {
        const auto found = shard_.rules.find(channel);
        if (const auto* e = std::get_if<client_error>(&found))
        {
            log::warn("token_names_bad_channel", {{"channel", log::excerpt(channel)}, {"error", e->message}});
            state_ = state::unusable;
            fail(id, *e);
            return false;
        }
        join_request& request = add(channel, *std::get<const channel_options*>(found));
        request.from_token = true;
        request.override = grant.override;
        request.chan_info = grant.info;
        request.data = grant.data;
    }

    std::size_t unusable = 0;
    for (const std::string& channel : shard_.rules.channels_at_connect(as_subject(), unusable))
        if (!planned(channel))
            add(channel, *std::get<const channel_options*>(shard_.rules.find(channel))).by_rules = true;
    if (unusable > 0)
        log::warn(
            "user_has_no_channel",
            {{"user", log::excerpt(who.user)}, {"reason", "its id cannot be part of a channel name"}});

    for (const auto& [channel, wish] : c.subs)
    {
        if (planned(channel))
            continue;
        const auto found = shard_.rules.find(channel);
        if (const auto* e = std::get_if<client_error>(&found))
        {
            if (*e != error::unknown_channel)
                continue;
            close(close_with::bad_request, "unknown channel in subs");
            return false;
        }
        const channel_options& o = *std::get<const channel_options*>(found);
        if (!channel_rules::is_private(channel) && shard_.rules.may_subscribe(channel, o, as_subject()))
            add(channel, o).by_rules = true;
    }
    if (plan.size() > shard_.options.channel_limit)
    {
        close(close_with::channel_limit);
        return false;
    }
    return true;
}

/// Makes the planned subscriptions; nothing reaches the client before its
/// reply. False when one failed and the connect with it.
net::task<bool> client::join_all(std::uint32_t id, std::vector<join_request>& plan, connect_result& result)
{
    for (const join_request& request : plan)
    {
        // What it was let into may have been taken from it while it waited for the others.
        if (request.by_rules && !shard_.rules.may_subscribe(request.channel, *request.options, as_subject()))
            continue;
        auto joined = co_await join(request);
        if (is_closed())
            co_return false;
        if (!joined)
        {
            const client_error e = joined.error();
            shard_.clients.remove(*this);
            state_ = state::unusable;
            while (!subscriptions_.empty())
                leave(*subscriptions_.back());
            fail(id, e);
            co_return false;
        }
        result.subs.emplace_back(request.channel, std::move(*joined));
    }
    co_return true;
}

/// The reply must not speak of subscriptions that ended before it was out.
void client::drop_withdrawn(connect_result& result)
{
    std::erase_if(
        result.subs,
        [this](const auto& entry)
        {
            subscription* s = find_subscription(entry.first);
            if (s == nullptr || !s->withdrawn)
                return false;
            leave(*s);
            return true;
        });
}

void client::finish_connect(std::uint32_t id, connect_result& result, const connect_command& c)
{
    result.version = shard_.options.version;
    result.ping = static_cast<std::uint32_t>(shard_.options.ping_interval.count());
    result.pong = result.ping != 0;
    log::info(
        "client_connected", {{"client", info_->client},
                             {"user", log::excerpt(info_->user)},
                             {"sdk", log::excerpt(c.name)},
                             {"sdk_version", log::excerpt(c.version)},
                             {"subs", result.subs.size()}});
    drop_withdrawn(result);
    std::string out;
    shard_.format.reply(out, id, result);
    send_reply(out);
    state_ = state::connected;
    was_connected_ = true;
    ++shard_.counts.connected;
    start_pings();
    // Going live may find a gap and end the connection: look each one up again.
    for (const auto& [channel, sub] : result.subs)
        if (subscription* s = find_subscription(channel))
            go_live(*s);
}

// ---- refresh ----------------------------------------------------------------

void client::handle(std::uint32_t id, refresh_command& c)
{
    if (c.token.empty())
        return close(close_with::bad_request, "refresh without token");
    start(refresh(id, std::move(c.token)));
}

net::task<void> client::refresh(std::uint32_t id, std::string token)
{
    auto verdict = co_await shard_.auth.authenticate(token, facts_->origin);
    if (is_closed())
        co_return;
    if (const auto* failure = std::get_if<auth_failure>(&verdict))
    {
        // Error 109 would be final for the SDKs here; after a close they fetch a new token.
        if (*failure == auth_failure::expired)
            close(close_with::expired);
        else if (*failure == auth_failure::invalid)
            close(close_with::invalid_token);
        else
            fail(id, error_of(*failure));
        co_return;
    }
    identity fresh = std::move(std::get<identity>(verdict));
    if (fresh.user != info_->user)
    {
        close(close_with::invalid_token, "it is another user's");
        co_return;
    }
    if (token_subscriptions_differ(fresh))
    {
        close(close_with::insufficient_state, "the token names other channels");
        co_return;
    }
    if (shard_.options.insecure)
        fresh.expires.reset();
    if (fresh.expires && *fresh.expires <= shard_.now_in_seconds())
    {
        close(close_with::expired);
        co_return;
    }
    set_expiry(fresh.expires);
    refresh_result result;
    result.client = info_->client;
    if (fresh.expires)
    {
        result.expires = true;
        result.ttl = announced_ttl(fresh);
    }
    become(fresh);
    log::info("client_refreshed", {{"client", info_->client}, {"user", log::excerpt(info_->user)}});
    answer_with(id, result);
}

/// The same user with a new token: finds its place in the registry again, and loses
/// what it may not see any more.
void client::become(identity& fresh)
{
    shard_.clients.remove(*this);
    const auto before = std::move(standing_);
    take_standing(fresh);
    if (!fresh.info.empty())
    {
        client_info changed = *info_;
        changed.conn_info = std::move(fresh.info);
        info_ = std::make_shared<const client_info>(std::move(changed));
    }
    shard_.clients.add(*this);
    const standing nothing;
    const standing& was = before ? *before : nothing;
    if (!was.permits_as(standing_ ? *standing_ : nothing))
        recheck_subscriptions(unsubscribe_with::server);
}

void client::replace_info(client_info changed)
{
    // The registry's keys are views into the object that goes.
    shard_.clients.remove(*this);
    info_ = std::make_shared<const client_info>(std::move(changed));
    shard_.clients.add(*this);
}

bool client::token_subscriptions_differ(const identity& fresh) const
{
    std::size_t active = 0;
    for (const auto& s : subscriptions_)
    {
        if (!s->from_token)
            continue;
        ++active;
        if (!fresh.subscriptions.contains(s->channel->name))
            return true;
    }
    return active != fresh.subscriptions.size();
}

} // namespace ws::realtime
