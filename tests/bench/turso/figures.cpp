#include "figures.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace bench
{

void figures::add(const figures& other)
{
    operations += other.operations;
    seconds += other.seconds;
    cpu_seconds += other.cpu_seconds;
    peak_kib = std::max(peak_kib, other.peak_kib);
    busy += other.busy;
}

std::string to_json(const figures& f)
{
    return fmt::format(
        R"({{"operations":{},"seconds":{},"cpu_seconds":{},"peak_kib":{},"busy":{}}})", f.operations,
        f.seconds, f.cpu_seconds, f.peak_kib, f.busy);
}

figures figures_of(std::string_view json)
{
    boost::json::error_code failure;
    const auto parsed = boost::json::parse(json, failure);
    if (failure || !parsed.is_object())
        throw std::runtime_error(fmt::format("a client told no figures but '{}'", json));
    const auto number = [&](const char* name)
    { return boost::json::value_to<double>(parsed.as_object().at(name)); };
    figures f;
    f.operations = number("operations");
    f.seconds = number("seconds");
    f.cpu_seconds = number("cpu_seconds");
    f.peak_kib = number("peak_kib");
    f.busy = number("busy");
    return f;
}

} // namespace bench
