#include "realtime/answer_with.hpp"
#include "realtime/auth_failure.hpp"
#include "realtime/client.hpp"
#include "realtime/core.hpp"

namespace ws::realtime
{

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
        refuse_refresh(id, *failure);
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
        refuse_refresh(id, auth_failure::expired);
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
    audit("client_refreshed", {{"ttl", result.ttl}});
    answer_with(id, result);
}

/// The connection keeps its identity, or ends where the token can never do.
void client::refuse_refresh(std::uint32_t id, auth_failure failure)
{
    audit("refresh_refused", {{"reason", to_string(failure)}});
    // Error 109 would be final for the SDKs here; after a close they fetch a new token.
    if (failure == auth_failure::expired)
        close(close_with::expired);
    else if (failure == auth_failure::invalid)
    {
        tell_token_refused();
        close(close_with::invalid_token);
    }
    else
        fail(id, error_of(failure));
}

/// The same user with a new token: finds its place in the registry again, and loses
/// what it may not see any more.
void client::become(identity& fresh)
{
    shard_.clients.remove(*this);
    const auto before = std::move(standing_);
    take_standing(fresh);
    if (!fresh.info.empty() || fresh.impersonated != info_->impersonated)
    {
        client_info changed = *info_;
        if (!fresh.info.empty())
            changed.conn_info = std::move(fresh.info);
        changed.impersonated = fresh.impersonated;
        info_ = std::make_shared<const client_info>(std::move(changed));
    }
    shard_.clients.add(*this);
    const standing nothing;
    const standing& was = before ? *before : nothing;
    const standing& is = standing_ ? *standing_ : nothing;
    // While the permissions are in doubt, what they opened may come back.
    if (!was.permits_as(is))
        recheck_subscriptions(is.in_doubt ? unsubscribe_with::insufficient_state : unsubscribe_with::server);
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
