#pragma once

#include "server/address_limits.hpp"
#include "server/address_sockets.hpp"
#include "server/limit_bucket.hpp"

#include <ws/auth/client_address.hpp>
#include <ws/base/clock.hpp>
#include <ws/net/http_message.hpp>
#include <ws/server/edge_settings.hpp>

#include <string_view>

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

    /// The scheme with which the client reached a trusted proxy.
    [[nodiscard]] auth::forwarded_scheme scheme_of(const net::http_request& request) const
    {
        return auth::scheme_of(request, trust_);
    }

    /// Counts one request with the API key of this name, which is to be refused unless it
    /// is allowed; nothing while that is not limited.
    std::optional<rate_use> take_api(std::string_view key_name);

    /// Counts one upgrade, whosever it is; the answer where that is one too many.
    std::optional<net::http_response> take_upgrade_of_all();

    /// Calls `see(policy, refusals)` for each limit.
    template <class See>
    void visit_refusals(See see) const
    {
        for (const limit_bucket& b : by_address.buckets())
            see(b.policy(), b.refusals());
        sockets.visit_refusals(see);
        see(upgrade_total_.policy(), upgrade_total_.refusals());
        see(api_.policy(), api_.refusals());
    }

    /// Gives memory back; call it every few seconds.
    void forget_rested();

    address_limits by_address;
    address_sockets sockets;

private:
    auth::proxy_trust trust_;
    steady_now_fn now_;
    limit_bucket upgrade_total_;
    limit_bucket api_;
    bool warned_ = false;
};

} // namespace ws::server
