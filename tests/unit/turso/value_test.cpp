#include <ws/turso/value.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace
{

using namespace ws::turso;
using namespace std::string_literals;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Value, View_GivesBackWhatItShows)
{
    EXPECT_TRUE(value_view().is_null());
    EXPECT_EQ(value_view::of(std::int64_t{INT64_MIN}).as_integer(), INT64_MIN);
    EXPECT_TRUE(std::signbit(value_view::of(-0.0).as_real()));
    EXPECT_EQ(value_view::text("a\0b"s).as_text().size(), 3U);
    EXPECT_EQ(value_view::blob("\xFF").as_bytes()[0], std::byte{0xFF});
    EXPECT_EQ(value_view::text("ab").as_bytes().size(), 2U);
}

TEST(Value, Kept_HasTheSameKindAndContent)
{
    EXPECT_EQ(value_view().to_value(), value(null_value{}));
    EXPECT_EQ(value_view::of(std::int64_t{-1}).to_value(), value(std::int64_t{-1}));
    EXPECT_EQ(value_view::of(0.5).to_value(), value(0.5));
    EXPECT_EQ(value_view::text("x").to_value(), value("x"s));
    EXPECT_EQ(value_view::blob("x").to_value(), value(blob_value{std::byte{'x'}}));
    EXPECT_EQ(value_view::blob("").to_value(), value(blob_value{}));
}

TEST(Value, Comparison_SeesKindAndContent)
{
    EXPECT_EQ(value_view::of(nan), value_view::of(nan));
    EXPECT_EQ(value_view::of(0.0), value_view::of(-0.0));
    EXPECT_EQ(value_view::text(""), value_view::text({}));
    EXPECT_FALSE(value_view::text("x") == value_view::blob("x"));
    EXPECT_FALSE(value_view::of(1.0) == value_view::of(std::int64_t{1}));
    EXPECT_FALSE(value_view::of(0.0) == value_view::of(nan));
    EXPECT_FALSE(value_view() == value_view::text(""));
}

TEST(Value, KindsName_IsTheOneOfSqlite)
{
    EXPECT_EQ(to_string(value_kind::null), "NULL");
    EXPECT_EQ(to_string(value_kind::integer), "INTEGER");
    EXPECT_EQ(to_string(value_kind::real), "REAL");
    EXPECT_EQ(to_string(value_kind::text), "TEXT");
    EXPECT_EQ(to_string(value_kind::blob), "BLOB");
}

} // namespace
