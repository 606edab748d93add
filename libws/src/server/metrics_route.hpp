#pragma once

#include "server/api_key_uses.hpp"
#include "server/edge.hpp"
#include "server/metrics_page.hpp"

#include <ws/auth/api_key.hpp>
#include <ws/base/secret.hpp>
#include <ws/net/router.hpp>

#include <vector>

namespace ws::server
{

/// Who may read /metrics.
class metrics_access
{
public:
    /// `tokens` are METRICS_TOKEN, `api_keys` those of the server API, whose `uses` are
    /// counted. What is passed by reference must outlive this, but for the lists.
    metrics_access(
        const std::vector<secret>& tokens, const std::vector<auth::api_key>& api_keys, api_key_uses& uses,
        edge& peers);

    /// The answer to a request that may not; nothing lets it read. A token, or an API
    /// key with scope metrics, may, and so may a program of this machine that no proxy
    /// speaks for. The others are answered as authenticate_api_request() and
    /// refuse_scope() do.
    [[nodiscard]] std::optional<net::http_response> refuse(const net::http_request& request);

private:
    auth::api_key_ring keys_; ///< tokens too
    api_key_uses* uses_;
    edge* peers_;
};

/// GET /metrics. The page must outlive the router.
void add_metrics_route(net::router& table, metrics_access access, const metrics_page& page);

} // namespace ws::server
