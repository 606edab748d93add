#include <ws/base/log.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace
{

namespace log = ws::log;
using log::level;

class Log : public testing::Test
{
protected:
    void TearDown() override { log::configure({}); }

    void capture(log::format form, level lowest = level::debug)
    {
        log::configure({lowest, form, [this](std::string_view line) { lines_.emplace_back(line); }});
    }

    /// The only line, without its time.
    std::string line_from(std::string_view marker) const
    {
        EXPECT_EQ(lines_.size(), 1U);
        const std::string line = lines_.empty() ? std::string() : lines_.front();
        const std::size_t at = line.find(marker);
        EXPECT_NE(at, std::string::npos) << line;
        return at == std::string::npos ? line : line.substr(at);
    }

    std::vector<std::string> lines_;
};

TEST_F(Log, JsonForm_HoldsTimeLevelEventAndFields)
{
    capture(log::format::json);
    log::info("client_connected", {{"client", "abc"}, {"shard", 3}, {"secure", true}});
    EXPECT_EQ(
        line_from(R"("level")"),
        R"("level":"info","event":"client_connected","client":"abc","shard":3,"secure":true})");
    EXPECT_THAT(
        lines_.front(), testing::MatchesRegex(
                            R"(\{"time":"[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+\.[0-9][0-9][0-9]Z",.*)"));
}

TEST_F(Log, CollectedFields_MakeTheSameLine)
{
    capture(log::format::json);
    const std::vector<log::field> fields{{"client", "abc"}, {"shard", 3}};
    log::write_fields(log::level::warn, "gone", fields);
    EXPECT_EQ(line_from(R"("level")"), R"("level":"warn","event":"gone","client":"abc","shard":3})");
}

TEST_F(Log, JsonForm_EscapesKeysValuesAndEvent)
{
    capture(log::format::json);
    log::info("a\"b", {{"k\n", "v\r\n\x1b[0m"}});
    EXPECT_EQ(line_from(R"("event")"), R"("event":"a\"b","k\n":"v\r\n\u001b[0m"})");
}

TEST_F(Log, TextForm_HoldsLevelEventAndQuotedText)
{
    capture(log::format::text);
    log::warn("slow", {{"peer", "a b\nforged"}, {"ms", 12}});
    EXPECT_EQ(line_from("warn"), R"(warn  slow peer="a b\nforged" ms=12)");
}

TEST_F(Log, Numbers_KeepTheirValue)
{
    capture(log::format::text);
    log::info(
        "n", {{"low", std::numeric_limits<std::int64_t>::min()},
              {"high", std::numeric_limits<std::uint64_t>::max()},
              {"half", 0.5},
              {"nan", std::numeric_limits<double>::quiet_NaN()},
              {"inf", std::numeric_limits<double>::infinity()}});
    EXPECT_EQ(
        line_from("n low"),
        "n low=-9223372036854775808 high=18446744073709551615 half=0.5 nan=null inf=null");
}

TEST_F(Log, BracesInText_AreNoFormat)
{
    capture(log::format::text);
    log::info("{}", {{"v", "{0} %v"}});
    EXPECT_EQ(line_from("{}"), R"({} v="{0} %v")");
}

TEST_F(Log, BelowLowestLevel_NothingIsWritten)
{
    capture(log::format::json, level::warn);
    log::debug("d");
    log::info("i");
    log::warn("w");
    log::error("e");
    EXPECT_EQ(lines_.size(), 2U);
    EXPECT_FALSE(log::enabled(level::info));
    EXPECT_TRUE(log::enabled(level::warn));
}

TEST_F(Log, LevelOff_SilencesEverything)
{
    capture(log::format::json, level::off);
    log::error("e");
    log::write(level::off, "o");
    EXPECT_TRUE(lines_.empty());
}

TEST_F(Log, ConfiguredAgain_WritesToTheNewPlace)
{
    capture(log::format::json);
    std::vector<std::string> other;
    log::configure(
        {level::info, log::format::text, [&](std::string_view line) { other.emplace_back(line); }});
    log::info("moved");
    EXPECT_TRUE(lines_.empty());
    EXPECT_EQ(other.size(), 1U);
}

TEST(LogLevel, Names_AreParsedExactly)
{
    EXPECT_EQ(log::parse_level("debug"), level::debug);
    EXPECT_EQ(log::parse_level("off"), level::off);
    EXPECT_EQ(log::parse_level("Info"), std::nullopt);
    EXPECT_EQ(log::parse_level(""), std::nullopt);
}

TEST(LogExcerpt, ShortText_IsKept) { EXPECT_EQ(log::excerpt("abc", 3), "abc"); }

TEST(LogExcerpt, LongText_IsCutBetweenCharacters)
{
    EXPECT_EQ(log::excerpt("abcd", 3), "abc");
    EXPECT_EQ(log::excerpt("ab€d", 3), "ab");
    EXPECT_EQ(log::excerpt("ab€d", 5), "ab€");
}

TEST(LogExcerpt, OnlyContinuationBytes_StaysWithinTheLimit)
{
    EXPECT_LE(log::excerpt(std::string(100, '\x80'), 8).size(), 8U);
}

} // namespace
