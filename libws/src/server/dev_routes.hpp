#pragma once

#include "server/dev_issuer.hpp"

#include <ws/net/router.hpp>
#include <ws/realtime/node.hpp>
#include <ws/server/config.hpp>

#include <string>

namespace ws::server
{

/// What the tools of development work with.
struct dev_context
{
    realtime::node& node;
    const dev_issuer* issuer = nullptr; ///< null: tokens come from Clerk
};

/// Adds the page and the tools of development (docs/development.md). Does nothing in any
/// other environment: there these paths do not exist.
/// `context` is copied; what it refers to must outlive the table's use.
void add_dev_routes(net::router& table, const config& settings, const dev_context& context);

/// Where this server is for programs on its own machine: http://127.0.0.1:<port>.
std::string own_url(const config& settings);

} // namespace ws::server
