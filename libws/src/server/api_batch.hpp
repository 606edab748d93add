#pragma once

#include "server/api_context.hpp"

namespace ws::server
{

/// POST /api/batch: many commands in one request.
net::task<net::http_response>
serve_batch(const api_context& context, const auth::api_key& key, const net::http_request& request);

} // namespace ws::server
