#include "server/http_counts.hpp"

#include "server/answer_seconds.hpp"

namespace ws::server
{

http_counts::row::row(std::string_view m, std::string_view p) : method(m), path(p), seconds(answer_seconds) {}

http_counts::row& http_counts::row_of(const net::route_match& found)
{
    if (found.route != nullptr)
        return rows_.try_emplace(found.route, found.route->method, found.route->path).first->second;
    if (found.websocket != nullptr)
        return rows_.try_emplace(found.websocket, "GET", found.websocket->path).first->second;
    return rows_.try_emplace(nullptr, "none", "none").first->second;
}

void http_counts::add(const net::route_match& found, unsigned status, std::chrono::nanoseconds took)
{
    row& r = row_of(found);
    ++r.by_status[status];
    r.seconds.observe(std::chrono::duration<double>(took).count());
}

} // namespace ws::server
