#include "realtime/client_registry.hpp"

#include "realtime/client.hpp"

namespace ws::realtime
{
namespace
{

using client_groups = std::unordered_map<std::string, std::vector<client*>>;

void remove_from(client_groups& groups, std::string_view name, client& c)
{
    const auto group = groups.find(std::string(name));
    if (group == groups.end())
        return;
    std::erase(group->second, &c);
    if (group->second.empty())
        groups.erase(group);
}

std::vector<client*> members_of(const client_groups& groups, std::string_view name)
{
    const auto group = groups.find(std::string(name));
    return group == groups.end() ? std::vector<client*>() : group->second;
}

std::size_t size_of(const client_groups& groups, std::string_view name)
{
    const auto group = groups.find(std::string(name));
    return group == groups.end() ? 0 : group->second.size();
}

} // namespace

void client_registry::add(client& c)
{
    by_id_.emplace(c.who().client, &c);
    by_user_[c.who().user].push_back(&c);
    if (!c.session().empty())
        by_session_[std::string(c.session())].push_back(&c);
}

void client_registry::remove(client& c)
{
    by_id_.erase(c.who().client);
    remove_from(by_user_, c.who().user, c);
    remove_from(by_session_, c.session(), c);
}

std::vector<client*> client_registry::select(const client_selector& who) const
{
    // No transport of ours has sessions yet, so none can be the one that is asked for.
    if (!who.session.empty())
        return {};
    if (who.client.empty())
        return of_user(who.user);
    client* const c = find(who.client);
    return c != nullptr && c->who().user == who.user ? std::vector<client*>{c} : std::vector<client*>();
}

std::vector<client*> client_registry::of_user(std::string_view user) const
{
    return members_of(by_user_, user);
}

std::vector<client*> client_registry::of_session(std::string_view session) const
{
    return members_of(by_session_, session);
}

std::size_t client_registry::count_of_user(std::string_view user) const { return size_of(by_user_, user); }

std::size_t client_registry::count_of_session(std::string_view session) const
{
    return size_of(by_session_, session);
}

client* client_registry::find(std::string_view id) const
{
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

std::vector<client*> client_registry::all() const
{
    std::vector<client*> everybody;
    everybody.reserve(by_id_.size());
    for (const auto& entry : by_id_)
        everybody.push_back(entry.second);
    return everybody;
}

std::vector<client*> client_registry::behind(std::string_view id, std::size_t most) const
{
    std::vector<client*> found;
    for (auto at = by_id_.upper_bound(id); at != by_id_.end() && found.size() < most; ++at)
        found.push_back(at->second);
    return found;
}

} // namespace ws::realtime
