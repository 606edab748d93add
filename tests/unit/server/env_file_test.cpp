#include <ws/server/env_file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ws::server;

namespace
{

/// The value of X in a file without mistakes.
std::string value_of(std::string_view file)
{
    std::vector<config_problem> problems;
    const variables read = parse_env_file(file, problems);
    EXPECT_TRUE(problems.empty()) << file;
    const auto found = read.values.find("X");
    return found == read.values.end() ? "(absent)" : found->second;
}

std::vector<std::string> places(std::string_view file)
{
    std::vector<config_problem> problems;
    parse_env_file(file, problems);
    std::vector<std::string> all;
    for (const config_problem& p : problems)
        all.push_back(p.place);
    return all;
}

} // namespace

TEST(EnvFile, Values_AreReadAsWritten)
{
    struct
    {
        const char* file;
        const char* value;
    } const cases[] = {
        {"X=1", "1"},
        {"X=", ""},
        {"  X = 1  ", "1"},
        {"export X=1", "1"},
        {"export\tX=1", "1"},
        {"exported=2\nX=1", "1"},
        {"X=1\r\n", "1"},
        {"\xEF\xBB\xBFX=1", "1"},
        {"X=a=b", "a=b"},
        {"X=a b", "a b"},
        {"X=1 # one", "1"},
        {"X= # nothing", ""},
        {"X=a#b", "a#b"},
        {"X='a # b'", "a # b"},
        {"X=\"a # b\" # c", "a # b"},
        {"X=' a '", " a "},
        {R"(X="a\nb\t\"c\\d\$e")", "a\nb\t\"c\\d\\$e"},
        {R"(X='a\nb')", R"(a\nb)"},
        {R"(X={"a": 1})", R"({"a": 1})"},
        {"X=${Y}", "${Y}"},
        {"# X=2\n\nX=1", "1"},
    };
    for (const auto& c : cases)
        EXPECT_EQ(value_of(c.file), c.value) << c.file;
}

TEST(EnvFile, LinesThatDoNotParse_AreNamedByNumber)
{
    EXPECT_THAT(
        places("A=1\nB\n\n=2\n3C=x\nD-E=1\nF='open\n"),
        testing::ElementsAre("line 2", "line 4", "line 5", "line 6", "line 7"));
    EXPECT_THAT(places("X=\"a\" b"), testing::ElementsAre("line 1"));
    EXPECT_THAT(places("X: 1"), testing::ElementsAre("line 1"));
}

TEST(EnvFile, NameOnALineThatDoesNotParse_IsRemembered)
{
    std::vector<config_problem> problems;
    const variables read = parse_env_file("WEBHOOK_SECRET \"x\"\nA='open\nB=1", problems);
    EXPECT_EQ(problems.size(), 2U);
    EXPECT_TRUE(read.unreadable.contains("WEBHOOK_SECRET"));
    EXPECT_TRUE(read.unreadable.contains("A"));
    EXPECT_EQ(read.values.size(), 1U);
}

TEST(EnvFile, NameGivenTwice_IsAProblemThatNamesBothLines)
{
    std::vector<config_problem> problems;
    const variables read = parse_env_file("X=first\nY=1\nX=second", problems);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].place, "line 3");
    EXPECT_THAT(problems[0].what, testing::HasSubstr("line 1"));
    EXPECT_EQ(read.values.at("X"), "first");
}

TEST(EnvFile, Problems_DoNotShowTheLine)
{
    std::vector<config_problem> problems;
    parse_env_file("KEY topsecret\nOTHER='topsecret\nX=topsecret\nX=topsecret", problems);
    ASSERT_EQ(problems.size(), 3U);
    for (const config_problem& p : problems)
        EXPECT_THAT(p.what + p.mend, testing::Not(testing::HasSubstr("topsecret")));
}
