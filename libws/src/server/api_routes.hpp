#pragma once

#include "server/api_context.hpp"

#include <ws/net/router.hpp>

#include <cstddef>

namespace ws::server
{

/// Adds the server API: a row for each method, the batch and the pipeline.
/// `context` is copied; what it refers to must outlive the router.
void add_api_routes(net::router& table, const api_context& context, std::size_t max_body_bytes);

} // namespace ws::server
