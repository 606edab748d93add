#include "realtime/client.hpp"
#include "realtime/core.hpp"

#include <algorithm>

namespace ws::realtime
{

subject client::as_subject() const
{
    subject who;
    who.user = info_->user;
    if (!standing_)
        return who;
    who.org = standing_->organization;
    who.org_permissions = standing_->in_doubt ? nullptr : &standing_->permissions;
    who.impersonated = standing_->impersonated;
    return who;
}

/// Whether only a refresh can tell if the client may enter such a channel.
bool client::awaits_permissions(const channel_options& o) const
{
    return standing_ && standing_->in_doubt && !o.permission.empty();
}

/// What a verified token says replaces what the one before it said; the session's index
/// is the caller's.
void client::take_standing(identity& who)
{
    standing fresh;
    fresh.session = std::move(who.session);
    fresh.organization = std::move(who.organization);
    fresh.role = std::move(who.organization_role);
    fresh.permissions = std::move(who.organization_permissions);
    fresh.in_doubt = who.permissions_in_doubt;
    fresh.impersonated = who.impersonated;
    fresh.actor = std::move(who.actor);
    const bool says_nothing = fresh.session.empty() && fresh.organization.empty() && !fresh.impersonated;
    standing_ = says_nothing ? nullptr : std::make_unique<standing>(std::move(fresh));
}

std::string_view client::session() const noexcept
{
    if (standing_)
        return standing_->session;
    return {};
}

bool client::is_meant(const permission_doubt& which) const
{
    if (!standing_ || standing_->organization.empty())
        return false;
    const auto fits = [](const std::string& wanted, const std::string& have)
    { return wanted.empty() || wanted == have; };
    const auto& have = standing_->permissions;
    return fits(which.user, info_->user) && fits(which.organization, standing_->organization) &&
           fits(which.role, standing_->role) &&
           (which.permission.empty() || std::find(have.begin(), have.end(), which.permission) != have.end());
}

/// Whether a subscription may go on. What a token or the server granted depends on
/// nothing but who works as the user.
bool client::may_keep(const subscription& s) const
{
    const channel_options& o = *s.channel->options;
    if (s.by_rules)
        return shard_.rules.may_subscribe(s.channel->name, o, as_subject());
    return !channel_rules::refuses_impersonation(o, as_subject());
}

/// Whether there was one.
template <class Lost>
bool client::end_subscriptions(Lost is_lost, const unsubscribe_cause& cause)
{
    std::vector<std::string> lost;
    for (const auto& s : subscriptions_)
        if (is_lost(*s))
            lost.push_back(s->channel->name);
    for (const std::string& channel : lost)
        if (subscription* s = find_subscription(channel))
        {
            audit("subscription_lost", {{"channel", log::excerpt(channel)}, {"code", cause.code}});
            withdraw(*s, cause);
        }
    return !lost.empty();
}

/// Ends what was permitted once and would not be any more.
void client::recheck_subscriptions(const unsubscribe_cause& cause)
{
    end_subscriptions([this](const subscription& s) { return !may_keep(s); }, cause);
}

/// Its channels are a member's, whoever granted them.
bool client::leave_organization(std::string_view organization)
{
    const bool is_active = standing_ && standing_->organization == organization;
    if (is_active)
    {
        standing_->organization.clear();
        standing_->role.clear();
        standing_->permissions.clear();
    }
    const auto is_of_it = [&](std::string_view channel, const channel_options& o)
    { return channel_rules::organization_of(channel, o) == organization; };
    bool was_planned = false;
    if (plan_ != nullptr)
        for (join_request& request : *plan_)
            if (is_of_it(request.channel, *request.options))
                was_planned = request.withdrawn = true;
    const auto is_lost = [&](const subscription& s)
    { return is_of_it(s.channel->name, *s.channel->options); };
    return end_subscriptions(is_lost, unsubscribe_with::server) || is_active || was_planned;
}

void client::doubt_permissions()
{
    standing_->in_doubt = true;
    recheck_subscriptions(unsubscribe_with::insufficient_state);
    if (state_ != state::connected || !expires_)
        return;
    std::string out;
    shard_.format.push_refresh(out, true, 1);
    push(shard_.format.seal(out));
}

std::chrono::seconds client::age() const
{
    return std::max(shard_.now_in_seconds() - facts_->connected, std::chrono::seconds(0));
}

std::size_t client::queued_bytes() const noexcept { return connection_ ? connection_->queued_bytes() : 0; }

connection_summary client::summary() const
{
    connection_summary s;
    s.client = info_->client;
    s.user = info_->user;
    s.queued_bytes = queued_bytes();
    s.channels = subscriptions_.size();
    s.address = facts_->origin.address;
    s.sdk = facts_->sdk;
    s.sdk_version = facts_->sdk_version;
    s.age = age();
    if (standing_)
    {
        s.session = standing_->session;
        s.organization = standing_->organization;
        s.impersonated = standing_->impersonated;
        s.actor = standing_->actor;
    }
    return s;
}

connection_detail client::detail() const
{
    connection_detail d;
    d.summary = summary();
    d.connected = facts_->connected;
    d.expires = expires_;
    if (standing_)
    {
        d.organization_role = standing_->role;
        d.organization_permissions = standing_->permissions;
        d.permissions_in_doubt = standing_->in_doubt;
    }
    for (const auto& s : subscriptions_)
        d.channels.push_back(
            {s->channel->name, s->server_side, s->recoverable, s->presence, s->placed ? s->offset : 0,
             s->expires});
    return d;
}

} // namespace ws::realtime
