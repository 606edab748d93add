#include "unit/server/metrics_fixture.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace ws::server
{
namespace
{

struct documented
{
    std::string type;
    std::string unit;
    std::vector<std::string> labels;

    bool operator==(const documented&) const = default;
};

void PrintTo(const documented& d, std::ostream* out)
{
    *out << d.type << " of " << d.unit << " by";
    for (const auto& label : d.labels)
        *out << ' ' << label;
}

/// What stands in backquotes in a text, one after the other, sorted.
std::vector<std::string> quoted_in(const std::string& text)
{
    std::vector<std::string> words;
    for (std::size_t begin = text.find('`'); begin != std::string::npos; begin = text.find('`', begin + 1))
    {
        const std::size_t end = text.find('`', begin + 1);
        words.push_back(text.substr(begin + 1, end - begin - 1));
        begin = end;
    }
    std::sort(words.begin(), words.end());
    return words;
}

std::string trimmed(const std::string& cell)
{
    const auto begin = cell.find_first_not_of(' ');
    return begin == std::string::npos ? "" : cell.substr(begin, cell.find_last_not_of(' ') + 1 - begin);
}

/// What Prometheus' naming rules make of a metric's name.
std::string unit_of(std::string_view name)
{
    if (name.ends_with("_total"))
        name.remove_suffix(6);
    for (const std::string_view unit : {"seconds", "bytes"})
        if (name.ends_with("_" + std::string(unit)))
            return std::string(unit);
    return "1";
}

/// The rows of docs/metrics.md: | `name` | type | unit | `label`, `label` | meaning |.
std::map<std::string, documented> documented_metrics()
{
    std::ifstream page(WS_TEST_DATA "/../../docs/metrics.md");
    EXPECT_TRUE(page) << "docs/metrics.md cannot be read";
    std::map<std::string, documented> rows;
    for (std::string line; std::getline(page, line);)
    {
        if (!line.starts_with("| `"))
            continue;
        std::vector<std::string> cells;
        for (std::size_t begin = 1; begin < line.size();)
        {
            const std::size_t end = line.find('|', begin);
            cells.push_back(line.substr(begin, end - begin));
            begin = end + 1;
        }
        if (cells.size() != 5)
            continue;
        const documented row{trimmed(cells[1]), trimmed(cells[2]), quoted_in(cells[3])};
        EXPECT_TRUE(rows.emplace(quoted_in(cells[0]).at(0), row).second) << "documented twice: " << line;
        EXPECT_NE(trimmed(cells[4]), "") << "no meaning: " << line;
    }
    return rows;
}

class MetricsDocs : public test::metrics_fixture
{
};

TEST_F(MetricsDocs, Page_HasEveryMetricWithItsTypeAndLabelsAndNoOther)
{
    answer("POST", "/api/info", 200, std::chrono::milliseconds(1));
    keys_of_clerk_.state.age = std::chrono::seconds(1);
    webhook_counts_.by_provider["clerk"].age.observe(1);
    database_counts_.on_call({});
    std::map<std::string, documented> measured;
    for (const auto& [name, family] : scrape())
        measured.emplace(name, documented{family.type, unit_of(name), family.label_names()});
    EXPECT_EQ(documented_metrics(), measured);
}

} // namespace
} // namespace ws::server
