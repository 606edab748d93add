#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

namespace ws::server
{
namespace
{

class limit_metrics final : public prometheus::Collectable
{
public:
    limit_metrics(const edge& peers, const realtime::node_counts& clients) : peers_(peers), clients_(clients)
    {
    }

    std::vector<metric_family> Collect() const override
    {
        auto refused = counter_family("ratelimited_total", "What a limit refused.");
        peers_.visit_refusals(
            [&](std::string_view policy, std::uint64_t count) {
                add_sample(refused, count, {{"kind", policy}});
            });
        for (std::size_t i = 0; i < realtime::client_limit_names.size(); ++i)
            add_sample(refused, clients_.limited[i], {{"kind", realtime::client_limit_names[i]}});
        return {std::move(refused)};
    }

private:
    const edge& peers_;
    const realtime::node_counts& clients_;
};

} // namespace

metric_source make_limit_metrics(const edge& peers, const realtime::node_counts& clients)
{
    return std::make_unique<limit_metrics>(peers, clients);
}

} // namespace ws::server
