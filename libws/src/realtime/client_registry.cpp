#include "realtime/client_registry.hpp"

#include "realtime/client.hpp"

namespace ws::realtime
{

void client_registry::add(client& c)
{
    by_id_.emplace(c.who().client, &c);
    by_user_[c.who().user].push_back(&c);
}

void client_registry::remove(client& c)
{
    by_id_.erase(c.who().client);
    const auto user = by_user_.find(c.who().user);
    if (user == by_user_.end())
        return;
    std::erase(user->second, &c);
    if (user->second.empty())
        by_user_.erase(user);
}

std::vector<client*> client_registry::select(const client_selector& who) const
{
    // No transport of ours has sessions yet, so none can be the one that is asked for.
    if (!who.session.empty())
        return {};
    const auto user = by_user_.find(who.user);
    if (user == by_user_.end())
        return {};
    if (who.client.empty())
        return user->second;
    for (client* c : user->second)
        if (c->who().client == who.client)
            return {c};
    return {};
}

} // namespace ws::realtime
