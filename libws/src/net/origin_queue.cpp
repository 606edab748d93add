#include "origin_queue.hpp"

namespace ws::net
{

std::optional<std::uint64_t> origin_queue::next(const std::string& origin)
{
    const auto at = origins_.find(origin);
    if (at == origins_.end())
        return std::nullopt;
    line& l = at->second;
    if (l.waiting.empty() || l.out >= (l.http2 ? over_http2_ : over_http1_))
        return std::nullopt;
    const auto id = *l.waiting.begin();
    l.waiting.erase(l.waiting.begin());
    ++l.out;
    return id;
}

void origin_queue::withdraw(const std::string& origin, std::uint64_t id)
{
    const auto at = origins_.find(origin);
    if (at == origins_.end())
        return;
    at->second.waiting.erase(id);
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
    if (at->second.waiting.empty() && at->second.out == 0)
        origins_.erase(at);
}

} // namespace ws::net
