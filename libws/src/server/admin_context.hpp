#pragma once

#include "server/api_key_uses.hpp"
#include "server/edge.hpp"
#include "server/health.hpp"

#include <ws/auth/api_key.hpp>
#include <ws/auth/deny_list.hpp>
#include <ws/base/clock.hpp>
#include <ws/net/http_message.hpp>
#include <ws/realtime/node.hpp>

#include <string>
#include <string_view>

namespace ws::server
{

/// What the handlers of the admin API work with; what it refers to outlives them.
struct admin_context
{
    realtime::node& node;
    auth::deny_list& denials;
    const auth::api_key_ring& keys; ///< those with other scopes too
    api_key_uses& uses;
    edge& front;
    now_fn now;
    build_facts build;
    std::string configuration; ///< JSON, secrets masked: admin_configuration()
};

/// A request that may be served, and whose key it came with.
struct admin_request
{
    const net::http_request& http;
    const auth::api_key& key;
    std::string_view pattern; ///< the route's path
};

/// Answers at once. Bad input gets a problem_answer() that names what is wrong.
using admin_handler = net::http_response (*)(const admin_context& context, const admin_request& request);

} // namespace ws::server
