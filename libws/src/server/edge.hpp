#pragma once

#include "server/address_limits.hpp"

#include <ws/auth/client_address.hpp>
#include <ws/base/clock.hpp>
#include <ws/net/http_message.hpp>
#include <ws/server/edge_settings.hpp>

namespace ws::server
{

/// Who is at the other end of a request, and what that end has left of its limits.
/// One for the shard; belongs to its thread.
class edge
{
public:
    edge(const edge_settings& settings, steady_now_fn now);

    /// Where the request came from. Logs once if limits by address are on but the
    /// peer is a proxy that nobody told us of.
    auth::client_address address_of(const net::http_request& request);

    address_limits by_address;

private:
    auth::proxy_trust trust_;
    bool warned_ = false;
};

} // namespace ws::server
