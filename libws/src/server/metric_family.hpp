#pragma once

#include <ws/base/histogram.hpp>

#include <initializer_list>
#include <prometheus/metric_family.h>
#include <string_view>
#include <utility>
#include <vector>

/// Building what prometheus-cpp writes out.
namespace ws::server
{

using metric_family = prometheus::MetricFamily;
using metric_labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// A family without samples. `help` is one sentence.
metric_family counter_family(std::string_view name, std::string_view help);
metric_family gauge_family(std::string_view name, std::string_view help);
metric_family histogram_family(std::string_view name, std::string_view help);

/// A sample of a counter or gauge. Values above 2^53 lose digits, as all of Prometheus' do.
void add_sample(metric_family& family, double value, metric_labels labels = {});
void add_sample(metric_family& family, std::uint64_t value, metric_labels labels = {});
/// A sample of a histogram.
void add_sample(metric_family& family, const histogram& observed, metric_labels labels = {});

/// A family with one sample that has no labels.
template <class Value>
metric_family counter_of(std::string_view name, std::string_view help, Value value)
{
    metric_family family = counter_family(name, help);
    add_sample(family, value);
    return family;
}
template <class Value>
metric_family gauge_of(std::string_view name, std::string_view help, Value value)
{
    metric_family family = gauge_family(name, help);
    add_sample(family, value);
    return family;
}

} // namespace ws::server
