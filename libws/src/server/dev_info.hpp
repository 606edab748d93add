#pragma once

#include <ws/net/http_message.hpp>
#include <ws/server/config.hpp>

#include <functional>

namespace ws::server
{

/// What a page of development wants to know of the server: its version, where to open a
/// WebSocket, whether it issues tokens itself, and the namespaces with what holds in each. The
/// address has the host that the request came to.
std::function<net::http_response(const net::http_request&)> make_dev_info(const config& settings);

} // namespace ws::server
