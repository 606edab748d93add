#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

namespace ws::server
{
namespace
{

class webhook_metrics final : public prometheus::Collectable
{
public:
    explicit webhook_metrics(const webhook_counts& counts) : counts_(counts) {}

    std::vector<metric_family> Collect() const override
    {
        auto deliveries =
            counter_family("webhook_deliveries_total", "Webhooks by provider and what became of them.");
        for (const auto& [provider, by_verdict] : counts_.by_provider)
            for (std::size_t i = 0; i < by_verdict.size(); ++i)
            {
                // A provider has few of the many verdicts; those it never had say nothing.
                const auto v = static_cast<webhook::verdict>(i);
                if (by_verdict[i] > 0 || v == webhook::verdict::ok)
                    add_sample(
                        deliveries, by_verdict[i], {{"provider", provider}, {"verdict", to_string(v)}});
            }
        return {std::move(deliveries)};
    }

private:
    const webhook_counts& counts_;
};

} // namespace

metric_source make_webhook_metrics(const webhook_counts& counts)
{
    return std::make_unique<webhook_metrics>(counts);
}

} // namespace ws::server
