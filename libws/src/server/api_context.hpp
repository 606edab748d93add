#pragma once

#include "server/api_key_uses.hpp"
#include "server/api_method.hpp"
#include "server/edge.hpp"
#include "server/traffic_counts.hpp"

#include <ws/auth/api_key.hpp>
#include <ws/net/http_message.hpp>
#include <ws/realtime/node.hpp>

#include <functional>
#include <string_view>

namespace ws::server
{

/// What the handlers of the server API work with; all of it outlives them.
struct api_context
{
    realtime::node& node;
    const auth::api_key_ring& keys;
    api_key_uses& uses;
    traffic_counts& counts;
    edge& front;
};

/// Serves a request whose key is right. Key and request live until it has ended.
using keyed_handler = std::function<net::task<net::http_response>(const auth::api_key& key)>;

/// Lets `serve` answer a request that may be served. Others are refused as
/// authenticate_api_request() says, and those over their key's rate with 429; every
/// answer to a key that is limited says what is left of it.
net::task<net::http_response>
serve_with_key(const api_context& context, const net::http_request& request, keyed_handler serve);

/// The answer to a request of the wrong form, and its line in the log.
net::http_response refuse_malformed(const auth::api_key& key, std::string_view method, std::string_view why);

/// The line in the log for a call that failed.
void log_failure(const auth::api_key& key, std::string_view method, const realtime::client_error& error);

} // namespace ws::server
