#pragma once

#include "server/admin_context.hpp"

#include <variant>

namespace ws::server
{

/// The key of a request that may be served, or the answer to another one: 503 when no
/// configured key has scope admin; 400 for two different keys; 401 for a missing or wrong
/// one, charged to its address, and 429 once that has none left; 403 for a key without the
/// scope. What the bodies say depends on nothing that was presented.
std::variant<const auth::api_key*, net::http_response>
authenticate_admin_request(const admin_context& context, const net::http_request& request);

} // namespace ws::server
