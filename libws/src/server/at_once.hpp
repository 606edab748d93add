#pragma once

#include <ws/net/awaitable.hpp>
#include <ws/net/http_message.hpp>

namespace ws::server
{

/// What a handler gives that has its answer without waiting.
inline net::task<net::http_response> at_once(net::http_response answer) { co_return answer; }

} // namespace ws::server
