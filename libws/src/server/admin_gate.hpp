#pragma once

#include <ws/net/http_message.hpp>

#include <optional>

namespace ws::server
{

/// Part of the front gate, for /admin and all below it, whether there is a route or not.
/// 403 for a request that says which page it comes from: browsers have no business
/// there, so no page can use an operator's browser or network.
std::optional<net::http_response> refuse_pages_for_admin(const net::http_request& request);

/// Nobody may keep an answer of these paths.
void complete_for_admin(const net::http_request& request, net::http_response& answer);

} // namespace ws::server
