#include "turso/rows_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace
{

using namespace ws::turso;

rows two_by_two()
{
    rows_builder made;
    made.add_column("id", "INTEGER");
    made.add_column("mail", "");
    made.add(std::int64_t{1});
    made.add_text("a");
    EXPECT_TRUE(made.end_row());
    made.add(std::int64_t{2});
    made.add_null();
    EXPECT_TRUE(made.end_row());
    made.facts().affected_rows = 7;
    return made.take();
}

TEST(Rows, BuiltCellByCell_AreReadBack)
{
    const auto made = two_by_two();
    ASSERT_EQ(made.size(), 2U);
    EXPECT_FALSE(made.empty());
    EXPECT_EQ(made.columns()[0].name, "id");
    EXPECT_EQ(made.columns()[0].declared_type, "INTEGER");
    EXPECT_EQ(made.at(0, 1), value_view::text("a"));
    EXPECT_EQ(made[1][0], value_view::of(std::int64_t{2}));
    EXPECT_TRUE(made[1][1].is_null());
    EXPECT_EQ(made[1].index(), 1U);
    EXPECT_EQ(made[1].size(), 2U);
    EXPECT_EQ(made.facts().affected_rows, 7U);
}

TEST(Rows, Iterated_GiveEveryRowInOrder)
{
    const auto made = two_by_two();
    std::int64_t expected = 0;
    for (const auto row : made)
        EXPECT_EQ(row[0].as_integer(), ++expected);
    EXPECT_EQ(expected, 2);
}

TEST(Rows, FoundByName_IsTheFirstOfThatName)
{
    rows_builder builder;
    for (const auto* name : {"x", "", "x"})
        builder.add_column(name, "");
    for (const std::int64_t v : {1, 2, 3})
        builder.add(v);
    ASSERT_TRUE(builder.end_row());
    const auto made = builder.take();
    EXPECT_EQ(made[0].find("x"), value_view::of(std::int64_t{1}));
    EXPECT_EQ(made[0].find(""), value_view::of(std::int64_t{2}));
    EXPECT_EQ(made[0].find("X"), std::nullopt);
}

TEST(Rows, NoColumnsOrNoRows_AreEmpty)
{
    EXPECT_TRUE(rows().empty());
    rows_builder builder;
    builder.add_column("only", "");
    const auto made = builder.take();
    EXPECT_TRUE(made.empty());
    EXPECT_EQ(made.begin(), made.end());
    EXPECT_EQ(made.columns().size(), 1U);
}

TEST(Rows, RowOfTheWrongLength_IsRefusedAndForgotten)
{
    rows_builder builder;
    builder.add_column("a", "");
    builder.add_column("b", "");
    builder.add_null();
    EXPECT_FALSE(builder.end_row());
    builder.add_null();
    builder.add_null();
    builder.add_null();
    EXPECT_FALSE(builder.end_row());
    builder.add(std::int64_t{1});
    builder.add(std::int64_t{2});
    EXPECT_TRUE(builder.end_row());
    const auto made = builder.take();
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made.at(0, 1).as_integer(), 2);
}

TEST(Rows, CopiedOrMoved_KeepTheirBytes)
{
    auto original = two_by_two();
    const auto copy = original;
    const auto moved = std::move(original);
    EXPECT_EQ(copy.at(0, 1).as_text(), "a");
    EXPECT_EQ(moved.at(0, 1).as_text(), "a");
}

TEST(Rows, Taken_LeaveAnEmptyBuilder)
{
    rows_builder builder;
    builder.add_column("a", "");
    builder.add_text("12345");
    ASSERT_TRUE(builder.end_row());
    EXPECT_GE(builder.size_bytes(), 5U);
    EXPECT_EQ(builder.take().size(), 1U);
    EXPECT_EQ(builder.column_count(), 0U);
    EXPECT_EQ(builder.size_bytes(), 0U);
    EXPECT_TRUE(builder.take().empty());
}

TEST(Rows, TwoThousandColumns_AreNoMatter)
{
    rows_builder builder;
    for (std::int64_t i = 0; i < 2'000; ++i)
        builder.add_column("c" + std::to_string(i), "");
    for (std::int64_t i = 0; i < 2'000; ++i)
        builder.add(i);
    ASSERT_TRUE(builder.end_row());
    const auto made = builder.take();
    EXPECT_EQ(made[0].find("c1999"), value_view::of(std::int64_t{1'999}));
}

TEST(Rows, BlobsAndTexts_KeepEveryByte)
{
    std::string all_bytes;
    for (int i = 0; i < 256; ++i)
        all_bytes += static_cast<char>(i);
    rows_builder builder;
    builder.add_column("b", "");
    for (const std::size_t length : {0U, 1U, 2U, 3U, 4U, 255U, 256U, 65'535U, 1'048'576U})
    {
        std::string content(length, '\xFF');
        builder.add_blob(content.replace(0, std::min<std::size_t>(length, 256), all_bytes, 0, length));
        ASSERT_TRUE(builder.end_row());
        builder.add_text(content);
        ASSERT_TRUE(builder.end_row());
    }
    const auto made = builder.take();
    for (std::size_t i = 0; i < made.size(); i += 2)
    {
        const auto bytes = made.at(i, 0).as_bytes();
        EXPECT_EQ(made.at(i, 0).kind(), value_kind::blob);
        EXPECT_EQ(
            std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
            made.at(i + 1, 0).as_text());
    }
    EXPECT_EQ(made.at(10, 0).as_bytes().size(), 255U);
    EXPECT_EQ(made.at(12, 0).as_bytes()[254], std::byte{254});
}

TEST(Rows, Doubles_AreKeptBitByBit)
{
    rows_builder builder;
    builder.add_column("d", "");
    std::mt19937_64 random(20240229);
    std::vector<std::uint64_t> patterns;
    for (const double d :
         {0.0, -0.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1 + 0.2, 1e22, 1e15 + 0.3})
        patterns.push_back(std::bit_cast<std::uint64_t>(d));
    while (patterns.size() < 10'000)
        if (const auto bits = random(); std::isfinite(std::bit_cast<double>(bits)))
            patterns.push_back(bits);
    for (const auto bits : patterns)
    {
        builder.add(std::bit_cast<double>(bits));
        ASSERT_TRUE(builder.end_row());
    }
    const auto made = builder.take();
    for (std::size_t i = 0; i < patterns.size(); ++i)
        ASSERT_EQ(std::bit_cast<std::uint64_t>(made.at(i, 0).as_real()), patterns[i]);
}

} // namespace
