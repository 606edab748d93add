#include "auth/numeric_date.hpp"

#include <ws/codec/strict_json.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace
{

/// Of a number's text as it stands in a token.
std::optional<std::chrono::sys_seconds> date_of(std::string_view text)
{
    return ws::auth::numeric_date(ws::codec::parse_strict_json(text, {.max_number_length = 500}).value());
}

std::int64_t seconds(std::string_view text)
{
    const auto date = date_of(text);
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
        EXPECT_FALSE(date_of(text)) << text;
}

TEST(NumericDate, TooSmallForADouble_IsZero)
{
    EXPECT_EQ(seconds("1e-400"), 0);
    EXPECT_EQ(seconds("-1e-400"), 0);
    EXPECT_EQ(seconds("0." + std::string(400, '0') + "1"), 0);
}

TEST(NumericDate, WhatIsNoNumber_IsNone)
{
    for (const auto* text : {"null", "true", "\"1\"", "[1]", "{}"})
        EXPECT_FALSE(date_of(text)) << text;
}

} // namespace
