#pragma once

#include "server/edge.hpp"
#include "server/origin_policy.hpp"

#include <ws/net/router.hpp>

namespace ws::server
{

/// What holds for every request and answer: under strict rules nobody is served who
/// reached a trusted proxy without TLS, and browsers are told to stay with it; CORS
/// (cors.hpp). Health probes are served however they come. Whatever is passed by
/// reference must outlive the router.
net::http_gate make_front_gate(const edge& peers, const origin_policy& origins, bool strict);

} // namespace ws::server
