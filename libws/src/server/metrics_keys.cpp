#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

#include <map>

namespace ws::server
{
namespace
{

class key_metrics final : public prometheus::Collectable
{
public:
    explicit key_metrics(const api_key_uses& uses) : uses_(uses) {}

    std::vector<metric_family> Collect() const override
    {
        auto requests = counter_family(
            "api_key_requests_total", "Requests with a right API key by its name and what came of them.");
        for (const auto& [name, use] : by_name())
        {
            for (std::size_t i = 0; i < auth::api_scopes.size(); ++i)
                add_sample(requests, use.admitted[i], {{"key", name}, {"result", auth::api_scopes[i].name}});
            add_sample(requests, use.missing_scope, {{"key", name}, {"result", "missing-scope"}});
            add_sample(requests, use.over_rate, {{"key", name}, {"result", "over-rate"}});
        }
        return {std::move(requests)};
    }

private:
    /// Several keys may share a name, but there are no two series of one.
    [[nodiscard]] std::map<std::string_view, api_key_use> by_name() const
    {
        std::map<std::string_view, api_key_use> sums;
        for (const api_key_use& row : uses_.rows())
        {
            api_key_use& sum = sums[row.name];
            for (std::size_t i = 0; i < row.admitted.size(); ++i)
                sum.admitted[i] += row.admitted[i];
            sum.missing_scope += row.missing_scope;
            sum.over_rate += row.over_rate;
        }
        return sums;
    }

    const api_key_uses& uses_;
};

} // namespace

metric_source make_key_metrics(const api_key_uses& uses) { return std::make_unique<key_metrics>(uses); }

} // namespace ws::server
