#include "support/exposition.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <regex>
#include <set>
#include <stdexcept>

namespace ws::test
{
namespace
{

[[noreturn]] void fail(const std::string& what, std::string_view line)
{
    throw std::runtime_error(what + ": " + std::string(line));
}

const std::regex& metric_name()
{
    static const std::regex form("[a-zA-Z_:][a-zA-Z0-9_:]*");
    return form;
}

const std::regex& label_name()
{
    static const std::regex form("[a-zA-Z_][a-zA-Z0-9_]*");
    return form;
}

double number_of(const std::string& text, std::string_view line)
{
    if (text == "+Inf")
        return std::numeric_limits<double>::infinity();
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size())
        fail("not a number", line);
    return value;
}

/// A quoted label value from `at`, which is left behind its closing quote.
std::string quoted(std::string_view line, std::size_t& at)
{
    if (at >= line.size() || line[at] != '"')
        fail("no quote", line);
    std::string value;
    for (++at; at < line.size() && line[at] != '"'; ++at)
    {
        if (line[at] == '\\')
        {
            ++at;
            if (at >= line.size() || (line[at] != '\\' && line[at] != '"' && line[at] != 'n'))
                fail("unknown escape", line);
            value += line[at] == 'n' ? '\n' : line[at];
        }
        else
            value += line[at];
    }
    if (at >= line.size())
        fail("no closing quote", line);
    ++at;
    return value;
}

std::map<std::string, std::string> labels_of(std::string_view line, std::size_t& at)
{
    std::map<std::string, std::string> labels;
    for (++at; at < line.size() && line[at] != '}';)
    {
        const std::size_t equals = std::min(line.find('=', at), line.size());
        const std::string name(line.substr(at, equals - at));
        if (!std::regex_match(name, label_name()))
            fail("not a label's name", line);
        at = equals + 1;
        if (!labels.emplace(name, quoted(line, at)).second)
            fail("the same label twice", line);
        if (at < line.size() && line[at] == ',')
            ++at;
        else if (at >= line.size() || line[at] != '}')
            fail("neither comma nor brace", line);
    }
    if (at >= line.size())
        fail("no closing brace", line);
    ++at;
    return labels;
}

exposed_sample sample_of(std::string_view line)
{
    exposed_sample sample;
    std::size_t at = std::min(line.find_first_of("{ "), line.size());
    sample.name = line.substr(0, at);
    if (!std::regex_match(sample.name, metric_name()))
        fail("not a metric's name", line);
    if (at < line.size() && line[at] == '{')
        sample.labels = labels_of(line, at);
    if (at >= line.size() || line[at] != ' ')
        fail("no space before the value", line);
    sample.value = number_of(std::string(line.substr(at + 1)), line);
    return sample;
}

bool belongs(const exposed_sample& sample, const std::string& family, const std::string& type)
{
    if (type != "histogram")
        return sample.name == family;
    const bool is_bucket = sample.name == family + "_bucket";
    return (is_bucket || sample.name == family + "_sum" || sample.name == family + "_count") &&
           is_bucket == sample.labels.contains("le");
}

/// The buckets of each series of a histogram grow up to its count.
void check_histogram(const std::string& name, const exposed_family& family)
{
    std::map<std::map<std::string, std::string>, std::vector<std::pair<double, double>>> buckets;
    std::map<std::map<std::string, std::string>, double> counts;
    for (const exposed_sample& s : family.samples)
    {
        auto series = s.labels;
        series.erase("le");
        if (s.name == name + "_bucket")
            buckets[series].emplace_back(number_of(s.labels.at("le"), s.name), s.value);
        else if (s.name == name + "_count")
            counts[series] = s.value;
    }
    if (buckets.size() != counts.size())
        fail("buckets without a count, or a count without buckets", name);
    for (const auto& [series, row] : buckets)
    {
        if (!std::is_sorted(row.begin(), row.end()) ||
            !std::is_sorted(
                row.begin(), row.end(), [](const auto& a, const auto& b) { return a.second < b.second; }))
            fail("buckets do not grow", name);
        if (!std::isinf(row.back().first) || row.back().second != counts.at(series))
            fail("the last bucket is not everything", name);
    }
}

void check_family(const std::string& name, const exposed_family& family)
{
    static const std::set<std::string> types{"counter", "gauge", "histogram"};
    if (!types.contains(family.type))
        fail("no such type", name);
    if (family.help.empty())
        fail("no help", name);
    if (name.ends_with("_total") != (family.type == "counter"))
        fail("counters, and only they, end with _total", name);
    std::set<std::pair<std::string, std::map<std::string, std::string>>> series;
    for (const exposed_sample& s : family.samples)
    {
        if (!series.emplace(s.name, s.labels).second)
            fail("a series twice", s.name);
        if (family.type != "gauge" && (std::isnan(s.value) || s.value < 0))
            fail("counts go below zero", s.name);
    }
    if (family.type == "histogram")
        check_histogram(name, family);
}

/// "# HELP name text" or "# TYPE name type": name and rest.
std::pair<std::string, std::string> comment_of(std::string_view line)
{
    const std::size_t begin = 7; // behind "# HELP "
    const std::size_t end = line.find(' ', begin);
    if (end == std::string_view::npos)
        fail("half a comment", line);
    return {std::string(line.substr(begin, end - begin)), std::string(line.substr(end + 1))};
}

} // namespace

std::vector<std::string> exposed_family::label_names() const
{
    std::set<std::string> names;
    for (const exposed_sample& s : samples)
        for (const auto& [name, value] : s.labels)
            if (name != "le" && name != "env")
                names.insert(name);
    return {names.begin(), names.end()};
}

exposed_page parse_exposition(std::string_view text)
{
    exposed_page page;
    std::string current;
    if (!text.ends_with('\n'))
        fail("no line break at the end", text.substr(text.size() - std::min<std::size_t>(text.size(), 40)));
    while (!text.empty())
    {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(line.size() + 1);
        if (line.starts_with("# HELP "))
        {
            const auto [name, help] = comment_of(line);
            if (!page.emplace(name, exposed_family{help, {}, {}}).second)
                fail("a family twice", line);
            current = name;
        }
        else if (line.starts_with("# TYPE "))
        {
            const auto [name, type] = comment_of(line);
            if (name != current || !page.at(name).type.empty())
                fail("TYPE does not follow its HELP", line);
            page.at(name).type = type;
        }
        else
        {
            exposed_sample sample = sample_of(line);
            if (current.empty() || !belongs(sample, current, page.at(current).type))
                fail("a sample outside of its family", line);
            page.at(current).samples.push_back(std::move(sample));
        }
    }
    for (const auto& [name, family] : page)
        check_family(name, family);
    return page;
}

double value_in(
    const exposed_page& page, const std::string& family, const std::map<std::string, std::string>& labels)
{
    const auto found = page.find(family);
    if (found != page.end())
        for (const exposed_sample& s : found->second.samples)
            if (std::all_of(
                    labels.begin(), labels.end(),
                    [&](const auto& wanted)
                    {
                        const auto own = s.labels.find(wanted.first);
                        return own != s.labels.end() && own->second == wanted.second;
                    }))
                return s.value;
    return std::numeric_limits<double>::quiet_NaN();
}

} // namespace ws::test
