#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Prometheus' text format 0.0.4, read as strictly as its description allows.
namespace ws::test
{

struct exposed_sample
{
    std::string name; ///< a histogram's have _bucket, _sum and _count behind the family's
    std::map<std::string, std::string> labels;
    double value = 0;
};

struct exposed_family
{
    std::string help;
    std::string type;
    std::vector<exposed_sample> samples;

    /// Names of the labels that its samples have, but those of all (`le`, `env`).
    [[nodiscard]] std::vector<std::string> label_names() const;
};

using exposed_page = std::map<std::string, exposed_family>;

/// Reads a whole page. Throws std::runtime_error for anything that is not as it must
/// be: the order HELP, TYPE, samples; names; escapes; a counter without _total;
/// two samples of one series; a histogram whose buckets do not grow to its count.
exposed_page parse_exposition(std::string_view text);

/// The value of the one sample of that name with these labels among its own; NaN where there is none.
double value_in(
    const exposed_page& page, const std::string& family,
    const std::map<std::string, std::string>& labels = {});

} // namespace ws::test
