#include "realtime/client.hpp"
#include "realtime/node_impl.hpp"

#include <algorithm>

/// What node does to connections because of accounts and organisations, and how it lists
/// them and their channels.
namespace ws::realtime
{
namespace
{

std::size_t close_each(const std::vector<client*>& clients, const disconnect& how)
{
    for (client* c : clients)
        c->close(how);
    return clients.size();
}

/// A page looks at no more connections than these: a few milliseconds at most.
constexpr std::size_t most_examined = 2000;

bool is_listed(const client& c, const connection_query& q)
{
    const auto fits = [](const std::string& wanted, std::string_view have)
    { return wanted.empty() || wanted == have; };
    return fits(q.user, c.who().user) && fits(q.session, c.session()) &&
           (q.channel.empty() || c.find_subscription(q.channel) != nullptr) && c.age() >= q.min_age &&
           c.queued_bytes() >= q.min_queued_bytes;
}

/// Everybody whom the query's most telling condition admits; nothing without one that
/// has an index.
std::optional<std::vector<client*>> indexed(const core& shard, const connection_query& q)
{
    if (!q.session.empty())
        return shard.clients.of_session(q.session);
    if (!q.user.empty())
        return shard.clients.of_user(q.user);
    if (q.channel.empty())
        return std::nullopt;
    const channel_state* const channel = shard.channels.find(q.channel);
    if (channel != nullptr && channel->subscribers.size() > most_examined)
        return std::nullopt;
    std::vector<client*> subscribers;
    if (channel != nullptr)
        for (const subscription* s : channel->subscribers)
            if (client* const c = shard.clients.find(s->target->who().client))
                subscribers.push_back(c);
    return subscribers;
}

/// Whom a page has to look at, by ascending id.
std::vector<client*> candidates(const core& shard, const connection_query& q)
{
    auto few = indexed(shard, q);
    if (!few || few->size() > most_examined)
        return shard.clients.behind(q.after, most_examined);
    std::erase_if(*few, [&](const client* c) { return c->who().client <= q.after; });
    std::ranges::sort(*few, {}, [](const client* c) -> const std::string& { return c->who().client; });
    return std::move(*few);
}

} // namespace

std::size_t node::close_session(std::string_view session, const disconnect& how)
{
    return close_each(impl_->shard.clients.of_session(session), how);
}

std::size_t node::close_user(std::string_view user, const disconnect& how)
{
    return close_each(impl_->shard.clients.of_user(user), how);
}

std::size_t node::close_client(std::string_view id, const disconnect& how)
{
    client* const c = impl_->shard.clients.find(id);
    if (c == nullptr)
        return 0;
    c->close(how);
    return 1;
}

std::size_t node::leave_organization(std::string_view user, std::string_view organization)
{
    if (organization.empty()) // that of everybody who has none
        return 0;
    const client_registry& clients = impl_->shard.clients;
    const std::vector<client*> meant = user.empty() ? clients.all() : clients.of_user(user);
    return static_cast<std::size_t>(
        std::ranges::count_if(meant, [&](client* c) { return c->leave_organization(organization); }));
}

std::size_t node::doubt_permissions(const permission_doubt& which)
{
    const client_registry& clients = impl_->shard.clients;
    std::size_t affected = 0;
    for (client* c : which.user.empty() ? clients.all() : clients.of_user(which.user))
        if (c->is_meant(which))
        {
            c->doubt_permissions();
            ++affected;
        }
    return affected;
}

connection_page node::connections(const connection_query& q) const
{
    const std::vector<client*> looked_at = candidates(impl_->shard, q);
    connection_page page;
    std::size_t seen = 0;
    for (; seen < looked_at.size() && page.connections.size() < q.limit; ++seen)
        if (is_listed(*looked_at[seen], q))
            page.connections.push_back(looked_at[seen]->summary());
    const bool may_be_more = seen < looked_at.size() || looked_at.size() == most_examined;
    if (may_be_more && seen > 0)
        page.next = looked_at[seen - 1]->who().client;
    return page;
}

channel_page node::list_channels(const channel_query& q) const
{
    const core& shard = impl_->shard;
    const auto found = shard.channels.page(q.prefix, q.after, q.limit + 1);
    channel_page page;
    for (const channel_state* c : found)
    {
        if (page.channels.size() == q.limit)
        {
            page.next = page.channels.back().name;
            break;
        }
        channel_summary& summary = page.channels.emplace_back();
        summary.name = c->name;
        summary.subscribers = c->subscribers.size();
        summary.presence = c->present;
        if (c->options->has_history())
            summary.history = shard.log->kept(c->name);
    }
    return page;
}

std::optional<connection_detail> node::connection(std::string_view id) const
{
    const client* c = impl_->shard.clients.find(id);
    return c == nullptr ? std::optional<connection_detail>() : c->detail();
}

} // namespace ws::realtime
