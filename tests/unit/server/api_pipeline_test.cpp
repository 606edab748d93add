#include "server/api_pipeline.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ws::server
{
namespace
{

/// All objects of a body, and what is left behind them.
std::pair<std::vector<std::string>, std::string> split(std::string_view body)
{
    std::vector<std::string> objects;
    for (auto text = next_object(body); !text.empty(); text = next_object(body))
        objects.emplace_back(text);
    return {objects, std::string(body)};
}

using objects = std::vector<std::string>;

TEST(NextObject, LinesAndConcatenation_GiveTheSameObjects)
{
    const objects wanted{R"({"a":1})", R"({"b":{"c":2}})"};
    for (const std::string gap : {"", "\n", "\r\n", " \t\n\n "})
    {
        const auto [found, rest] = split(gap + wanted[0] + gap + wanted[1] + gap);
        EXPECT_EQ(found, wanted) << '"' << gap << '"';
        EXPECT_EQ(rest, "") << '"' << gap << '"';
    }
}

TEST(NextObject, BracesInStrings_DoNotCount)
{
    const std::string tricky = R"({"a":"}{\"}\\"})";
    EXPECT_EQ(split(tricky + tricky).first, (objects{tricky, tricky}));
}

TEST(NextObject, SomethingElse_IsLeft)
{
    const std::pair<std::string, std::string> cases[] = {
        {"", ""},
        {" \n", ""},
        {"[1]", "[1]"},
        {"{} x", "x"},
        {R"({"a":1)", R"({"a":1)"},
        {R"({"a":"\)", R"({"a":"\)"},
    };
    for (const auto& [body, rest] : cases)
        EXPECT_EQ(split(body).second, rest) << body;
}

} // namespace
} // namespace ws::server
