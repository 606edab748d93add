#include "server/health.hpp"

#include "server/at_once.hpp"

#include <ws/base/json_string.hpp>

#include <functional>
#include <string_view>
#include <utility>

namespace ws::server
{
namespace
{

void append_text(std::string& json, std::string_view name, std::string_view value)
{
    json.append(json.size() > 1 ? "," : "").append("\"").append(name).append("\":");
    append_json_string(json, value);
}

void append_number(std::string& json, std::string_view name, std::uint64_t value)
{
    json.append(",\"").append(name).append("\":").append(std::to_string(value));
}

/// 200, or 503 while the process does not want traffic.
net::http_response answer(const readiness& ready, std::string body)
{
    auto response = net::json_response(ready.is_ready() ? 200 : 503, std::move(body));
    response.headers.push_back({"Cache-Control", "no-store"});
    if (!ready.is_ready())
        response.headers.push_back({"Retry-After", "1"});
    return response;
}

net::http_response
health(const build_facts& facts, const readiness& ready, const realtime::node& node, database_state database)
{
    const realtime::node_info state = node.info();
    std::string json = "{";
    append_text(json, "status", ready.name());
    append_text(json, "version", facts.version);
    append_text(json, "environment", facts.environment);
    append_text(json, "release", facts.release);
    append_number(json, "uptime_seconds", static_cast<std::uint64_t>(state.uptime.count()));
    append_number(json, "connections", state.num_clients);
    append_text(json, "database", to_string(database));
    return answer(ready, json + '}');
}

net::http_response live()
{
    auto response = net::json_response(200, R"({"status":"ok"})");
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

net::http_response readiness_answer(const readiness& ready)
{
    std::string json = "{";
    append_text(json, "status", ready.name());
    return answer(ready, json + '}');
}

} // namespace

bool is_health_path(std::string_view path)
{
    return path == "/health" || path == "/health/live" || path == "/health/ready";
}

void add_health_routes(
    net::router& table, build_facts facts, const readiness& ready, const realtime::node& node,
    std::function<database_state()> database)
{
    const auto add = [&](std::string path, std::function<net::http_response()> make)
    {
        net::http_route route;
        route.method = "GET";
        route.path = std::move(path);
        route.cross_origin = true;
        route.when_full = true;
        route.handle = [make = std::move(make)](const net::http_request&) { return at_once(make()); };
        table.add(std::move(route));
    };
    add("/health", [facts = std::move(facts), &ready, &node, database = std::move(database)]
        { return health(facts, ready, node, database()); });
    add("/health/live", live);
    add("/health/ready", [&ready] { return readiness_answer(ready); });
}

} // namespace ws::server
