#include "realtime/client.hpp"
#include "realtime/node_impl.hpp"

#include <algorithm>

/// What node does to connections because of accounts and organisations, and how it lists them.
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

bool is_listed(const client& c, const connection_query& q)
{
    const auto fits = [](const std::string& wanted, std::string_view have)
    { return wanted.empty() || wanted == have; };
    return c.who().client > q.after && fits(q.user, c.who().user) && fits(q.session, c.session()) &&
           (q.channel.empty() || c.find_subscription(q.channel) != nullptr);
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
    const client_registry& clients = impl_->shard.clients;
    std::size_t affected = 0;
    for (client* c : user.empty() ? clients.all() : clients.of_user(user))
        if (c->is_of(organization))
        {
            c->leave_organization();
            ++affected;
        }
    return affected;
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

std::vector<connection_summary> node::connections(const connection_query& q) const
{
    const client_registry& clients = impl_->shard.clients;
    std::vector<client*> found = q.user.empty() ? clients.all() : clients.of_user(q.user);
    std::erase_if(found, [&](const client* c) { return !is_listed(*c, q); });
    std::sort(
        found.begin(), found.end(),
        [](const client* a, const client* b) { return a->who().client < b->who().client; });
    std::vector<connection_summary> page;
    for (const client* c : found)
    {
        if (page.size() >= q.limit)
            break;
        connection_summary s = c->summary();
        if (s.age >= q.min_age && s.queued_bytes >= q.min_queued_bytes)
            page.push_back(std::move(s));
    }
    return page;
}

std::optional<connection_detail> node::connection(std::string_view id) const
{
    const client* c = impl_->shard.clients.find(id);
    return c == nullptr ? std::optional<connection_detail>() : c->detail();
}

} // namespace ws::realtime
