#include <ws/base/duration.hpp>

#include <gtest/gtest.h>

using std::chrono::seconds;

TEST(Duration, UnitsAndCombinations_AddUp)
{
    EXPECT_EQ(ws::parse_duration("300s").value(), seconds(300));
    EXPECT_EQ(ws::parse_duration("10m").value(), seconds(600));
    EXPECT_EQ(ws::parse_duration("24h").value(), seconds(86'400));
    EXPECT_EQ(ws::parse_duration("1h30m5s").value(), seconds(5405));
    EXPECT_EQ(ws::parse_duration("0s").value(), seconds(0));
}

TEST(Duration, AnythingElse_IsRefused)
{
    for (const char* text :
         {"", "10", "s", "-1s", "+1s", "1.5h", "10 m", " 10m", "10m ", "500ms", "1d", "5m1h", "1m1m", "10M"})
        EXPECT_EQ(ws::parse_duration(text).error(), ws::errc::malformed_input) << '"' << text << '"';
}

TEST(Duration, PastTenYears_IsTooLarge)
{
    EXPECT_TRUE(ws::parse_duration("87600h"));
    for (const char* text : {"87601h", "87600h1s", "99999999999999999999s", "18446744073709551615h"})
        EXPECT_EQ(ws::parse_duration(text).error(), ws::errc::too_large) << text;
}

TEST(Duration, AsText_ReadsBackTheSame)
{
    EXPECT_EQ(ws::to_text(seconds(259'200)), "72h");
    EXPECT_EQ(ws::to_text(seconds(5400)), "90m");
    EXPECT_EQ(ws::to_text(seconds(0)), "0s");
    for (const int count : {0, 1, 59, 60, 61, 3600, 3661, 86'400})
        EXPECT_EQ(ws::parse_duration(ws::to_text(seconds(count))).value(), seconds(count)) << count;
}
