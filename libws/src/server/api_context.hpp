#pragma once

#include "server/api_method.hpp"
#include "server/traffic_counts.hpp"

#include <ws/auth/api_key.hpp>
#include <ws/net/http_message.hpp>
#include <ws/realtime/node.hpp>

#include <string_view>
#include <variant>

namespace ws::server
{

/// What the handlers of the server API work with; all of it outlives them.
struct api_context
{
    realtime::node& node;
    const auth::api_key_ring& keys;
    traffic_counts& counts;
};

/// The key of a request that may be served, or the answer that refuses it: as
/// authenticate_api_request() says.
std::variant<const auth::api_key*, net::http_response>
admit(const api_context& context, const net::http_request& request);

/// The answer to a request of the wrong form, and its line in the log.
net::http_response refuse_malformed(const auth::api_key& key, std::string_view method, std::string_view why);

/// The line in the log for a call that failed.
void log_failure(const auth::api_key& key, std::string_view method, const realtime::client_error& error);

} // namespace ws::server
