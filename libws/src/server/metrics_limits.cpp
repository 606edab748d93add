#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

namespace ws::server
{
namespace
{

class limit_metrics final : public prometheus::Collectable
{
public:
    explicit limit_metrics(const edge& peers) : peers_(peers) {}

    std::vector<metric_family> Collect() const override
    {
        auto refused = counter_family("ratelimited_total", "Requests that a rate limit refused.");
        peers_.visit_refusals(
            [&](std::string_view policy, std::uint64_t count) {
                add_sample(refused, count, {{"kind", policy}});
            });
        return {std::move(refused)};
    }

private:
    const edge& peers_;
};

} // namespace

metric_source make_limit_metrics(const edge& peers) { return std::make_unique<limit_metrics>(peers); }

} // namespace ws::server
