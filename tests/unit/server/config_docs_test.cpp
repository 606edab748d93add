#include "realtime/channel_option_table.hpp"
#include "server/config_table.hpp"
#include "unit/server/config_cases.hpp"

#include <ws/base/duration.hpp>

#include <gmock/gmock.h>

#include <fstream>
#include <string>
#include <vector>

using namespace ws::server;

namespace
{

/// The cells of a table's row.
using row = std::vector<std::string>;

row cells_of(const std::string& line)
{
    row cells;
    std::size_t begin = 1;
    for (std::size_t end = line.find('|', begin); end != std::string::npos; end = line.find('|', begin))
    {
        const std::string cell = line.substr(begin, end - begin);
        const std::size_t first = cell.find_first_not_of(' ');
        cells.push_back(
            first == std::string::npos ? "" : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
        begin = end + 1;
    }
    return cells;
}

/// Rows whose first cell is `name`, by that name, in the order of the page.
std::vector<row> documented()
{
    std::ifstream page(WS_TEST_DATA "/../../docs/configuration.md");
    EXPECT_TRUE(page) << "docs/configuration.md cannot be read";
    std::vector<row> rows;
    for (std::string line; std::getline(page, line);)
    {
        if (!line.starts_with("| `"))
            continue;
        row cells = cells_of(line);
        cells[0] = cells[0].substr(1, cells[0].size() - 2);
        rows.push_back(std::move(cells));
    }
    return rows;
}

bool is_variable(const row& cells)
{
    return cells[0].find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
}

std::vector<row> documented_variables()
{
    auto rows = documented();
    std::erase_if(rows, [](const row& r) { return !is_variable(r); });
    return rows;
}

std::vector<row> documented_options()
{
    auto rows = documented();
    std::erase_if(rows, is_variable);
    return rows;
}

/// What stands in backquotes at a cell's beginning; "" without.
std::string literal(const std::string& cell)
{
    return cell.starts_with('`') ? cell.substr(1, cell.find('`', 1) - 1) : "";
}

std::string duration(std::int64_t seconds) { return ws::to_text(std::chrono::seconds(seconds)); }

template <class Table>
std::vector<std::string> names_of(const Table& table)
{
    std::vector<std::string> names;
    for (const auto& entry : table)
        names.emplace_back(entry.name);
    return names;
}

std::vector<std::string> names_of(const std::vector<row>& rows)
{
    std::vector<std::string> names;
    for (const row& r : rows)
        names.push_back(r[0]);
    return names;
}

} // namespace

TEST(ConfigDocs, Variables_AreThoseOfTheCodeInItsOrder)
{
    EXPECT_EQ(names_of(documented_variables()), names_of(config_table()));
}

TEST(ConfigDocs, TypesDefaultsAndRanges_AreThoseOfTheCode)
{
    for (const row& cells : documented_variables())
    {
        const config_variable* variable = find_variable(cells[0]);
        ASSERT_NE(variable, nullptr) << cells[0];
        if (variable->state == support::not_built)
        {
            EXPECT_EQ(cells.size(), 2U) << cells[0] << " is not built and belongs in the other table";
            continue;
        }
        ASSERT_EQ(cells.size(), 6U) << cells[0];
        EXPECT_EQ(cells[1], variable->type) << cells[0];
        EXPECT_EQ(literal(cells[2]), variable->fallback) << cells[0];
        if (variable->type == "integer")
        {
            EXPECT_EQ(cells[3], fmt::format("{}–{}", variable->min, variable->max)) << cells[0];
        }
        if (variable->type == "duration")
        {
            EXPECT_EQ(cells[3], fmt::format("{}–{}", duration(variable->min), duration(variable->max)))
                << cells[0];
        }
    }
}

TEST(ConfigDocs, ChannelOptions_AreThoseOfTheCodeInItsOrder)
{
    EXPECT_EQ(names_of(documented_options()), names_of(ws::realtime::channel_option_table()));
}

TEST(ConfigDocs, TypesAndDefaultsOfChannelOptions_AreThoseOfTheCode)
{
    for (const row& cells : documented_options())
    {
        const auto* option = ws::realtime::find_channel_option(cells[0]);
        ASSERT_NE(option, nullptr) << cells[0];
        if (option->type == "not built")
        {
            EXPECT_EQ(cells.size(), 2U) << cells[0];
            continue;
        }
        ASSERT_EQ(cells.size(), 4U) << cells[0];
        EXPECT_EQ(cells[1], option->type) << cells[0];
        EXPECT_EQ(literal(cells[2]), option->fallback) << cells[0];
    }
}

TEST(ConfigDocs, EveryVariableInUse_IsShownByCheckConfig)
{
    std::vector<std::string> shown;
    for (const shown_setting& s : describe(cases::loaded(cases::production()).value))
        shown.push_back(s.name);
    std::vector<std::string> used;
    for (const config_variable& v : config_table())
        // CHANNELS is shown namespace by namespace and what has a '*' provider by provider; the
        // others have no effect of their own.
        if (v.name.find('*') == std::string_view::npos && v.state != support::not_built &&
            v.name != "CHANNELS" && v.name != "ALLOW_DEV_CLERK" && v.name != "WORKERS" &&
            v.name != "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY")
            used.emplace_back(v.name);
    EXPECT_EQ(shown, used);
}

TEST(ConfigDocs, DocumentedChannelExample_IsUnderstood)
{
    std::ifstream page(WS_TEST_DATA "/../../docs/configuration.md");
    std::string example;
    bool inside = false;
    for (std::string line; std::getline(page, line);)
    {
        if (line == "```json" || (inside && line == "```"))
            inside = !inside;
        else if (inside)
            example += line + '\n';
    }
    EXPECT_FALSE(example.empty());
    EXPECT_THAT(cases::complaints(cases::production({{"CHANNELS", example}})), testing::IsEmpty());
}
