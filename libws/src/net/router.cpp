#include <ws/codec/form.hpp>
#include <ws/net/router.hpp>

#include <algorithm>
#include <stdexcept>

namespace ws::net
{

namespace
{

task<websocket_admission> admit_with(websocket_opener open) { co_return std::move(open); }

constexpr std::string_view star = "/*";

bool fits(std::string_view pattern, std::string_view path)
{
    if (!pattern.ends_with(star))
        return false;
    const std::string_view before = pattern.substr(0, pattern.size() - 1);
    return path.starts_with(before) && path.size() > before.size() &&
           path.find('/', before.size()) == std::string_view::npos;
}

} // namespace

websocket_admitter admit_everybody(websocket_opener open)
{
    return [open = std::move(open)](const http_request&) { return admit_with(open); };
}

std::optional<std::string> star_of(std::string_view pattern, std::string_view path)
{
    if (!fits(pattern, path))
        return std::nullopt;
    auto segment = codec::percent_decode(path.substr(pattern.size() - 1));
    const bool names_nothing = !segment || *segment == "." || *segment == ".." ||
                               segment->find_first_of(std::string_view("/\0", 2)) != std::string::npos;
    return names_nothing ? std::nullopt : std::move(segment);
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

/// The path as rows have it: itself, or the pattern that it fits where no row has itself.
std::string_view router::row_path_of(std::string_view path) const
{
    std::string_view pattern = path;
    for (const auto& route : routes_)
    {
        if (route.path == path)
            return path;
        if (fits(route.path, path))
            pattern = route.path;
    }
    return pattern;
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
    const std::string_view row_path = row_path_of(path);
    found.route = route_of(method, row_path);
    if (found.route == nullptr && method == "HEAD")
        found.route = route_of("GET", row_path);
    if (found.route == nullptr)
        found.allowed_methods = methods_of(row_path);
    found.cross_origin =
        std::ranges::any_of(routes_, [&](const auto& r) { return r.cross_origin && r.path == row_path; });
    return found;
}

} // namespace ws::net
