#include "server/metric_family.hpp"

#include <limits>
#include <string>

namespace ws::server
{
namespace
{

metric_family family_of(std::string_view name, std::string_view help, prometheus::MetricType type)
{
    metric_family family;
    family.name = name;
    family.help = help;
    family.type = type;
    return family;
}

prometheus::ClientMetric& new_sample(metric_family& family, metric_labels labels)
{
    prometheus::ClientMetric& sample = family.metric.emplace_back();
    for (const auto& [name, value] : labels)
        sample.label.push_back({std::string(name), std::string(value)});
    return sample;
}

} // namespace

metric_family counter_family(std::string_view name, std::string_view help)
{
    return family_of(name, help, prometheus::MetricType::Counter);
}

metric_family gauge_family(std::string_view name, std::string_view help)
{
    return family_of(name, help, prometheus::MetricType::Gauge);
}

metric_family histogram_family(std::string_view name, std::string_view help)
{
    return family_of(name, help, prometheus::MetricType::Histogram);
}

void add_sample(metric_family& family, double value, metric_labels labels)
{
    prometheus::ClientMetric& sample = new_sample(family, labels);
    if (family.type == prometheus::MetricType::Counter)
        sample.counter.value = value;
    else
        sample.gauge.value = value;
}

void add_sample(metric_family& family, std::uint64_t value, metric_labels labels)
{
    add_sample(family, static_cast<double>(value), labels);
}

void add_sample(metric_family& family, const histogram& observed, metric_labels labels)
{
    auto& out = new_sample(family, labels).histogram;
    out.sample_sum = observed.sum();
    for (std::size_t i = 0; i < observed.counts().size(); ++i)
    {
        out.sample_count += observed.counts()[i];
        const bool last = i == observed.bounds().size();
        out.bucket.push_back(
            {out.sample_count, last ? std::numeric_limits<double>::infinity() : observed.bounds()[i]});
    }
}

} // namespace ws::server
