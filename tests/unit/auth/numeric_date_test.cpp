#include "auth/numeric_date.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace
{

using ws::auth::parse_numeric_date;

std::int64_t seconds(std::string_view text)
{
    const auto date = parse_numeric_date(text);
    EXPECT_TRUE(date) << text;
    return date ? date->time_since_epoch().count() : 0;
}

TEST(NumericDate, Numbers_AreFloored)
{
    EXPECT_EQ(seconds("0"), 0);
    EXPECT_EQ(seconds("1893456300"), 1893456300);
    EXPECT_EQ(seconds("1893456300.999999"), 1893456300);
    EXPECT_EQ(seconds("1.8934563e9"), 1893456300);
    EXPECT_EQ(seconds("1893456300.0"), 1893456300);
    EXPECT_EQ(seconds("-0"), 0);
    EXPECT_EQ(seconds("-0.5"), -1);
}

TEST(NumericDate, EndOfYear9999_IsTheLimit)
{
    EXPECT_EQ(seconds("253402300799"), 253402300799);
    EXPECT_EQ(seconds("-253402300799"), -253402300799);
    for (const auto* text :
         {"253402300799.5", "253402300800", "-253402300800", "1e20", "-1e20", "18446744073709551616",
          "9223372036854775808", "1e308", "1e309", "1e999999999", "-1e999999999"})
        EXPECT_FALSE(parse_numeric_date(text)) << text;
}

TEST(NumericDate, TextThatIsNoNumber_IsNone)
{
    for (const auto* text :
         {"", "null", "true", "\"1\"", "nan", "inf", "-inf", "1 ", " 1", "1x", "[1]", "{}"})
        EXPECT_FALSE(parse_numeric_date(text)) << '"' << text << '"';
}

} // namespace
