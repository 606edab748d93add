#pragma once

#include "server/origin_policy.hpp"

#include <ws/net/http_message.hpp>
#include <ws/net/router.hpp>

#include <optional>

/// Which pages may read our answers (Fetch standard, "CORS protocol"). Holds for the
/// routes that are marked cross_origin; all others have none of it. Credentials are
/// never allowed: no HTTP route uses cookies.
namespace ws::server
{

/// The answer to a preflight; 403 to one of a page that is not allowed, and to its
/// requests that would change something. Nothing: the request goes its way.
std::optional<net::http_response> answer_for_origin(
    const origin_policy& origins, const net::http_request& request, const net::route_match& found);

/// Lets an allowed page read the answer. Every answer says that it depends on the
/// origin, with or without one: caches must not mix them up.
void complete_for_origin(
    const origin_policy& origins, const net::http_request& request, const net::route_match& found,
    net::http_response& answer);

} // namespace ws::server
