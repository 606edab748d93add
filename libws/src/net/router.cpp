#include <ws/net/router.hpp>

#include <algorithm>
#include <stdexcept>

namespace ws::net
{

namespace
{

task<websocket_admission> admit_with(websocket_opener open) { co_return std::move(open); }

} // namespace

websocket_admitter admit_everybody(websocket_opener open)
{
    return [open = std::move(open)](const http_request&) { return admit_with(open); };
}

void router::add(http_route route)
{
    if (route_of(route.method, route.path) != nullptr)
        throw std::logic_error("two routes for " + route.method + " " + route.path);
    routes_.push_back(std::move(route));
}

void router::add(websocket_route route)
{
    if (websocket_of(route.path) != nullptr)
        throw std::logic_error("two WebSocket routes for " + route.path);
    websockets_.push_back(std::move(route));
}

const http_route* router::route_of(std::string_view method, std::string_view path) const
{
    for (const auto& route : routes_)
        if (route.path == path && route.method == method)
            return &route;
    return nullptr;
}

std::vector<std::string_view> router::methods_of(std::string_view path) const
{
    std::vector<std::string_view> methods;
    for (const auto& route : routes_)
        if (route.path == path)
            methods.push_back(route.method);
    const auto has = [&](std::string_view m)
    { return std::find(methods.begin(), methods.end(), m) != methods.end(); };
    if (has("GET") && !has("HEAD"))
        methods.push_back("HEAD");
    if (websocket_of(path) != nullptr && !has("GET"))
        methods.push_back("GET");
    return methods;
}

const websocket_route* router::websocket_of(std::string_view path) const
{
    for (const auto& route : websockets_)
        if (route.path == path)
            return &route;
    return nullptr;
}

route_match router::find(std::string_view method, std::string_view path) const
{
    route_match found;
    found.websocket = websocket_of(path);
    found.route = route_of(method, path);
    if (found.route == nullptr && method == "HEAD")
        found.route = route_of("GET", path);
    if (found.route == nullptr)
        found.allowed_methods = methods_of(path);
    found.cross_origin =
        std::ranges::any_of(routes_, [&](const auto& r) { return r.cross_origin && r.path == path; });
    return found;
}

} // namespace ws::net
