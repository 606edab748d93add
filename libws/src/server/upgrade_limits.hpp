#pragma once

#include "server/edge.hpp"

#include <ws/auth/client_address.hpp>
#include <ws/net/http_message.hpp>
#include <ws/realtime/connection_watch.hpp>

#include <memory>
#include <variant>

namespace ws::server
{

/// Counts one upgrade for its address and for all: what its connection keeps as long as it
/// lives, or the 429 that refuses it. What a single address may not do costs the others
/// nothing: the limit of all comes last. `peers` must outlive the watch.
std::variant<std::shared_ptr<realtime::connection_watch>, net::http_response>
take_upgrade(edge& peers, const auth::client_address& from);

} // namespace ws::server
