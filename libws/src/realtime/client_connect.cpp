#include "realtime/answer_with.hpp"
#include "realtime/auth_failure.hpp"
#include "realtime/client.hpp"
#include "realtime/core.hpp"
#include "realtime/random.hpp"

#include <ws/base/log.hpp>

#include <utility>

namespace ws::realtime
{

/// From here on it is the server's time that passes: it gets as long for its part as the
/// client had for its own.
void client::handle(std::uint32_t id, connect_command& c)
{
    start_stale_timer();
    start(connect(id, std::move(c)));
}

net::task<void> client::connect(std::uint32_t id, connect_command c)
{
    auto who = co_await identify(id, c.token);
    if (!who || is_closed())
        co_return;

    client_info info;
    info.user = who->user;
    info.client = random_uuid();
    info.conn_info = who->info;
    info.impersonated = who->impersonated;
    info_ = std::make_shared<const client_info>(std::move(info));
    take_standing(*who);
    facts_->sdk = log::excerpt(c.name);
    facts_->sdk_version = log::excerpt(c.version);
    facts_->connected = shard_.now_in_seconds();
    if (!within_connection_counts())
        co_return;
    if (facts_->origin.watch)
        facts_->origin.watch->authenticated();

    std::vector<join_request> plan;
    if (!plan_server_side(id, *who, c, plan))
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
    plan_ = &plan;
    const bool joined = co_await join_all(id, plan, result);
    plan_ = nullptr;
    if (!joined)
        co_return;
    set_expiry(who->expires);
    finish_connect(id, result, c);
}

/// Answers connect with an error: the connection can then only end.
void client::refuse_connect(std::uint32_t id, const client_error& e, std::string_view reason)
{
    state_ = state::unusable;
    audit("connect_refused", {{"code", e.code}, {"reason", reason}});
    fail(id, e);
}

void client::tell_token_refused()
{
    if (facts_->origin.watch)
        facts_->origin.watch->token_refused();
}

/// Who the client is; nothing when the answer, or the close, is already out.
net::task<std::optional<identity>> client::identify(std::uint32_t id, const std::string& token)
{
    const bool insecure = shard_.options.insecure;
    const auto admitted = std::move(admitted_);
    const secret brought = std::exchange(facts_->origin.token, secret());
    const std::string user = admitted ? admitted->user : std::exchange(facts_->origin.user, {});
    if (!token.empty() && !shard_.options.takes_tokens_on_connect)
    {
        close(close_with::bad_request, "the connect command may not bring a token here");
        co_return std::nullopt;
    }
    const std::string_view counts = token.empty() ? brought.reveal() : std::string_view(token);
    std::variant<identity, auth_failure> verdict;
    if (!counts.empty())
        verdict = co_await shard_.auth.authenticate(counts, facts_->origin);
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
            tell_token_refused();
            close(close_with::invalid_token);
            co_return std::nullopt;
        }
        refuse_connect(id, error_of(*failure), to_string(*failure));
        co_return std::nullopt;
    }
    identity who = std::move(std::get<identity>(verdict));
    if (who.user.empty() && !insecure)
    {
        close(close_with::invalid_token, "it names no user");
        co_return std::nullopt;
    }
    if (!user.empty() && who.user != user)
    {
        close(close_with::invalid_token, "it is another user's than the request's");
        co_return std::nullopt;
    }
    if (insecure)
        who.expires.reset();
    if (who.expires && *who.expires <= shard_.now_in_seconds())
    {
        refuse_connect(id, error::expired, to_string(auth_failure::expired));
        co_return std::nullopt;
    }
    co_return who;
}

/// Makes the planned subscriptions; nothing reaches the client before its
/// reply. False when one failed and the connect with it.
net::task<bool> client::join_all(std::uint32_t id, std::vector<join_request>& plan, connect_result& result)
{
    for (const join_request& request : plan)
    {
        // What it was let into may have been taken from it while it waited for the others.
        if (request.withdrawn || (request.by_rules && !shard_.rules.may_subscribe(
                                                          request.channel, *request.options, as_subject())))
            continue;
        auto joined = co_await join(request);
        if (is_closed())
            co_return false;
        if (!joined)
        {
            const client_error e = joined.error();
            shard_.clients.remove(*this);
            while (!subscriptions_.empty())
                leave(*subscriptions_.back());
            refuse_connect(id, e, "subscription_failed");
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
    audit(
        "client_connected", {{"address", facts_->origin.address},
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

} // namespace ws::realtime
