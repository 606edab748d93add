#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

namespace ws::server
{
namespace
{

/// A provider has few of the many verdicts; those it never had say nothing.
void add_verdicts(metric_family& deliveries, std::string_view provider, const webhook_tally& tally)
{
    for (std::size_t i = 0; i < webhook::verdict_count; ++i)
    {
        const auto v = static_cast<webhook::verdict>(i);
        if (tally[v] > 0 || v == webhook::verdict::ok)
            add_sample(deliveries, tally[v], {{"provider", provider}, {"verdict", to_string(v)}});
    }
}

class webhook_metrics final : public prometheus::Collectable
{
public:
    webhook_metrics(const webhook_counts& counts, const webhook::delivery_store& store)
        : counts_(counts), store_(store)
    {
    }

    std::vector<metric_family> Collect() const override
    {
        auto deliveries =
            counter_family("webhook_deliveries_total", "Webhooks by provider and what became of them.");
        auto ages = histogram_family(
            "webhook_age_seconds", "Age of rightly signed deliveries by their own timestamp.");
        auto remembered = gauge_family(
            "webhook_remembered_ids", "Ids of processed deliveries that are remembered, by provider.");
        for (const auto& [provider, tally] : counts_.by_provider)
        {
            add_verdicts(deliveries, provider, tally);
            if (tally.age.total() > 0)
                add_sample(ages, tally.age, {{"provider", provider}});
            add_sample(remembered, std::uint64_t{store_.count_of(provider)}, {{"provider", provider}});
        }
        std::vector<metric_family> all;
        all.push_back(std::move(deliveries));
        all.push_back(std::move(ages));
        all.push_back(std::move(remembered));
        return all;
    }

private:
    const webhook_counts& counts_;
    const webhook::delivery_store& store_;
};

} // namespace

metric_source make_webhook_metrics(const webhook_counts& counts, const webhook::delivery_store& store)
{
    return std::make_unique<webhook_metrics>(counts, store);
}

} // namespace ws::server
