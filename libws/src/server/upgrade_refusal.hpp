#pragma once

#include "server/origin_policy.hpp"
#include "server/readiness.hpp"

#include <ws/net/http_message.hpp>

#include <optional>
#include <string_view>

namespace ws::server
{

/// 403 for an Origin that is not allowed; a request without one does not come from a
/// page. Asked first of all: a strange page learns nothing else.
std::optional<net::http_response>
refuse_origin(const origin_policy& origins, const net::http_request& request);

/// The answer to an upgrade that is not wanted; nothing lets it in. 503 while
/// the process is stopping, 400 for the Protobuf format.
std::optional<net::http_response> refuse_upgrade(const readiness& ready, const net::http_request& request);

/// An answer whose text is the reason, and the log's line about it.
net::http_response
refused_upgrade(const net::http_request& request, unsigned status, std::string_view reason);

} // namespace ws::server
