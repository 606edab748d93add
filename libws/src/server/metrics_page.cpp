#include "server/metrics_page.hpp"

#include <iterator>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <utility>

namespace ws::server
{

std::string metrics_page::text() const
{
    std::vector<prometheus::MetricFamily> all;
    for (const auto& source : sources_)
    {
        auto families = source->Collect();
        std::move(families.begin(), families.end(), std::back_inserter(all));
    }
    for (auto& family : all)
        for (auto& sample : family.metric)
            sample.label.insert(sample.label.begin(), {"env", environment_});
    return prometheus::TextSerializer().Serialize(all);
}

} // namespace ws::server
