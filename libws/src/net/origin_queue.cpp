#include "origin_queue.hpp"

namespace ws::net
{

std::optional<std::uint64_t> origin_queue::next(const std::string& origin)
{
    const auto at = origins_.find(origin);
    if (at == origins_.end())
        return std::nullopt;
    line& l = at->second;
    const bool has_room = l.out < (l.http2 ? over_http2_ : over_http1_);
    if (l.urgent.empty() && (l.waiting.empty() || !has_room))
        return std::nullopt;
    auto& from = l.urgent.empty() ? l.waiting : l.urgent;
    const auto id = *from.begin();
    from.erase(from.begin());
    ++l.out;
    return id;
}

void origin_queue::withdraw(const std::string& origin, std::uint64_t id)
{
    const auto at = origins_.find(origin);
    if (at == origins_.end())
        return;
    at->second.waiting.erase(id);
    at->second.urgent.erase(id);
    forget_if_idle(at);
}

void origin_queue::came_back(const std::string& origin)
{
    const auto at = origins_.find(origin);
    if (at == origins_.end())
        return;
    --at->second.out;
    forget_if_idle(at);
}

void origin_queue::forget_if_idle(lines::iterator at)
{
    if (at->second.waiting.empty() && at->second.urgent.empty() && at->second.out == 0)
        origins_.erase(at);
}

} // namespace ws::net
