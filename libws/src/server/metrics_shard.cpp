#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

namespace ws::server
{
namespace
{

class shard_metrics final : public prometheus::Collectable
{
public:
    shard_metrics(
        const net::wheel_driver& driver, const net::send_budget& budget, const readiness& ready,
        const realtime::node& node)
        : driver_(driver), budget_(budget), ready_(ready), node_(node)
    {
    }

    std::vector<metric_family> Collect() const override
    {
        auto lag = histogram_family(
            "eventloop_lag_seconds", "By how much the event loop was late, asked every 50 ms.");
        add_sample(lag, driver_.lateness());
        const bool draining = ready_.is_draining();
        std::vector<metric_family> all;
        all.push_back(std::move(lag));
        all.push_back(gauge_of(
            "ws_send_queue_bytes", "What waits to be sent to all clients together.",
            std::uint64_t{budget_.total()}));
        all.push_back(gauge_of(
            "ws_send_queue_limit_bytes", "QUEUE_BUDGET_BYTES: past it the slowest are closed.",
            std::uint64_t{budget_.limit()}));
        all.push_back(gauge_of(
            "drain_state", "1 while the process sends its clients away to end, else 0.",
            std::uint64_t{draining ? 1U : 0U}));
        all.push_back(gauge_of(
            "drain_remaining", "Clients that were not told to go yet, while drain_state is 1.",
            std::uint64_t{draining ? node_.open_connections() : 0}));
        return all;
    }

private:
    const net::wheel_driver& driver_;
    const net::send_budget& budget_;
    const readiness& ready_;
    const realtime::node& node_;
};

} // namespace

metric_source make_shard_metrics(
    const net::wheel_driver& driver, const net::send_budget& budget, const readiness& ready,
    const realtime::node& node)
{
    return std::make_unique<shard_metrics>(driver, budget, ready, node);
}

} // namespace ws::server
