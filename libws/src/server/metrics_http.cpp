#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

#include <string>

namespace ws::server
{
namespace
{

class http_metrics final : public prometheus::Collectable
{
public:
    http_metrics(const http_counts& counts, const net::http_server& http) : counts_(counts), http_(http) {}

    std::vector<metric_family> Collect() const override
    {
        auto requests = counter_family(
            "http_requests_total",
            "Answered requests by route and status; a WebSocket's handshake is a 101.");
        auto seconds = histogram_family(
            "http_request_seconds", "Time from a request's whole head until its answer was ready.");
        for (const auto& [key, row] : counts_.rows())
        {
            for (const auto& [status, count] : row.by_status)
                add_sample(
                    requests, count,
                    {{"method", row.method}, {"route", row.path}, {"status", std::to_string(status)}});
            add_sample(seconds, row.seconds, {{"method", row.method}, {"route", row.path}});
        }
        const std::uint64_t open = http_.connection_count() - http_.websocket_count();
        std::vector<metric_family> all;
        all.push_back(std::move(requests));
        all.push_back(std::move(seconds));
        all.push_back(
            gauge_of("http_connections", "HTTP connections that are open now, without WebSockets.", open));
        all.push_back(gauge_of(
            "http_connections_limit", "MAX_CONNECTIONS: HTTP connections and WebSockets together.",
            std::uint64_t{http_.connection_limit()}));
        return all;
    }

private:
    const http_counts& counts_;
    const net::http_server& http_;
};

} // namespace

metric_source make_http_metrics(const http_counts& counts, const net::http_server& http)
{
    return std::make_unique<http_metrics>(counts, http);
}

} // namespace ws::server
