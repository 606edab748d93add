#pragma once

#include "server/database_watch.hpp"
#include "server/readiness.hpp"

#include <ws/net/http_message.hpp>
#include <ws/net/router.hpp>
#include <ws/realtime/node.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace ws::server
{

/// What does not change while the process runs.
struct build_facts
{
    std::string version;
    std::string environment; ///< NODE_ENV
    std::string release;     ///< RELEASE_SHA, may be ""
};

/// Whether it is one of the paths below: probes are refused for nothing.
bool is_health_path(std::string_view path);

/// GET /health (facts for people and monitors), /health/live (200 while the loop
/// turns) and /health/ready (200 while traffic is wanted, 503 otherwise). Pages of allowed origins may read
/// them. `ready` and `node` must outlive the router.
void add_health_routes(
    net::router& table, build_facts facts, const readiness& ready, const realtime::node& node,
    std::function<database_state()> database);

} // namespace ws::server
