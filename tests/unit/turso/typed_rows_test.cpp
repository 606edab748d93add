#include "turso/rows_builder.hpp"

#include <ws/turso/typed_rows.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace my
{

enum class level : std::uint8_t
{
    low = 1,
    high = 2,
};

/// A type of the user's own, stored as text.
struct colour
{
    std::uint8_t red = 0;
    bool operator==(const colour&) const = default;
};

struct user
{
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> mail;
    std::chrono::sys_seconds created;
    bool operator==(const user&) const = default;
};

struct everything
{
    bool flag;
    std::int8_t small;
    double number;
    float approximate;
    std::vector<std::byte> bytes;
    level how;
    std::chrono::milliseconds delay;
    std::chrono::sys_days day;
    colour paint;
    ws::turso::value anything;
    std::optional<colour> no_paint;
    std::optional<level> maybe;
};

struct named_user
{
    std::string name;
    std::int32_t id = 0;
    bool operator==(const named_user&) const = default;
};

} // namespace my

template <>
struct ws::turso::column_codec<my::colour>
{
    static constexpr std::string_view type_name = "colour";
    static value to_value(const my::colour& c) { return std::string(c.red, 'r'); }
    static bool read(const value_view& cell, my::colour& into)
    {
        if (cell.kind() != value_kind::text)
            return false;
        into.red = static_cast<std::uint8_t>(cell.as_text().size());
        return true;
    }
};

template <>
struct ws::turso::row_names<my::named_user>
{
    static constexpr std::array names{"name", "id"};
};

namespace
{

using namespace ws::turso;
using namespace std::chrono_literals;
using testing::HasSubstr;

void add(rows_builder& to, const value& v)
{
    switch (static_cast<value_kind>(v.index()))
    {
    case value_kind::null:
        return to.add_null();
    case value_kind::integer:
        return to.add(std::get<std::int64_t>(v));
    case value_kind::real:
        return to.add(std::get<double>(v));
    case value_kind::text:
        return to.add_text(std::get<std::string>(v));
    case value_kind::blob:
    {
        const auto& bytes = std::get<blob_value>(v);
        return to.add_blob({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    }
}

rows table(const std::vector<std::string>& columns, const std::vector<std::vector<value>>& content)
{
    rows_builder made;
    for (const auto& name : columns)
        made.add_column(name, "");
    for (const auto& row : content)
    {
        for (const auto& cell : row)
            add(made, cell);
        EXPECT_TRUE(made.end_row());
    }
    return made.take();
}

rows one_cell(const value& v) { return table({"c"}, {{v}}); }

const value null = null_value{};
value integer(std::int64_t v) { return v; }
value text(std::string v) { return v; }

template <class T>
std::string why_not(const value& v)
{
    const auto read = read_only_row<T>(one_cell(v));
    return read ? "it fits" : read.error().message;
}

TEST(TypedRows, Struct_IsFilledByPosition)
{
    const auto found = table(
        {"a", "b", "c", "d"},
        {{integer(7), text("Ada"), null, integer(60)}, {integer(-8), text(""), text("b@c"), integer(-1)}});
    const auto users = read_rows<my::user>(found);
    ASSERT_TRUE(users) << describe(users.error());
    const std::vector<my::user> expected{
        {7, "Ada", std::nullopt, std::chrono::sys_seconds(60s)},
        {-8, "", "b@c", std::chrono::sys_seconds(-1s)}};
    EXPECT_EQ(*users, expected);
}

TEST(TypedRows, EveryKindOfMember_IsRead)
{
    const auto found = table(
        {"flag", "small", "number", "approximate", "bytes", "how", "delay", "day", "paint", "anything",
         "no_paint", "maybe"},
        {{integer(1), integer(-128), 0.1, integer(16'777'216), blob_value{std::byte{0}, std::byte{255}},
          integer(2), integer(-5), integer(365), text("rrr"), 2.5, null, integer(1)}});
    const auto read = read_only_row<my::everything>(found);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_TRUE(read->flag);
    EXPECT_EQ(read->small, -128);
    EXPECT_EQ(read->number, 0.1);
    EXPECT_EQ(read->approximate, 16'777'216.0F);
    EXPECT_EQ(read->bytes, (blob_value{std::byte{0}, std::byte{255}}));
    EXPECT_EQ(read->how, my::level::high);
    EXPECT_EQ(read->delay, -5ms);
    EXPECT_EQ(read->day, std::chrono::sys_days(std::chrono::January / 1 / 1971));
    EXPECT_EQ(read->paint, my::colour{3});
    EXPECT_EQ(read->anything, value(2.5));
    EXPECT_EQ(read->no_paint, std::nullopt);
    EXPECT_EQ(read->maybe, my::level::low);
}

TEST(TypedRows, SingleColumn_IsReadAsItsType)
{
    const auto found = table({"count(*)"}, {{integer(1)}, {integer(2)}});
    EXPECT_EQ(read_rows<std::int64_t>(found).value(), (std::vector<std::int64_t>{1, 2}));
}

TEST(TypedRows, TuplePairAndArray_AreFilledByPosition)
{
    const auto found = table({"a", "b"}, {{integer(1), integer(2)}});
    EXPECT_EQ((read_only_row<std::tuple<int, double>>(found).value()), (std::tuple(1, 2.0)));
    EXPECT_EQ((read_only_row<std::pair<int, int>>(found).value()), (std::pair(1, 2)));
    EXPECT_EQ((read_only_row<std::array<int, 2>>(found).value()), (std::array{1, 2}));
}

TEST(TypedRows, NamedStruct_IsFilledByNameWhateverElseIsThere)
{
    const auto found = table({"id", "other", "name"}, {{integer(3), null, text("Cy")}});
    EXPECT_EQ(read_only_row<my::named_user>(found).value(), (my::named_user{"Cy", 3}));
}

TEST(TypedRows, NamedStructWithoutItsColumn_SaysWhichIsMissing)
{
    const auto read = read_rows<my::named_user>(table({"id", "Name"}, {}));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::type_mismatch);
    EXPECT_EQ(read.error().message, "the result has no column 'name'");
}

TEST(TypedRows, NamedStructWithItsColumnTwice_IsRefused)
{
    const auto read = read_rows<my::named_user>(table({"id", "name", "id"}, {}));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().message, "the result has column 'id' twice");
}

TEST(TypedRows, DuplicateColumnNames_AreNoMatterByPosition)
{
    const auto found = table({"x", "x"}, {{integer(1), integer(2)}});
    EXPECT_EQ((read_only_row<std::pair<int, int>>(found).value()), (std::pair(1, 2)));
}

TEST(TypedRows, TooFewColumns_SaysBothNumbersEvenWithoutRows)
{
    const auto read = read_rows<my::user>(table({"id", "name"}, {}));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::type_mismatch);
    EXPECT_EQ(read.error().what_happened, outcome::executed);
    EXPECT_EQ(read.error().message, "the result has 2 columns, the row type 4");
}

TEST(TypedRows, TooManyColumns_NamesTheFirstThatHasNoMember)
{
    const auto read = read_rows<std::pair<int, int>>(table({"a", "b", "extra", "more"}, {}));
    ASSERT_FALSE(read);
    EXPECT_EQ(
        read.error().message, "the result has 4 columns, the row type 2: no member for column 'extra' (3rd)");
}

TEST(TypedRows, Misfit_NamesColumnTypesAndRow)
{
    const auto found = table(
        {"id", "name", "mail", "created"},
        {{integer(1), text("a"), null, integer(0)}, {integer(1), text("a"), null, text("yesterday")}});
    const auto read = read_rows<my::user>(found);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::type_mismatch);
    EXPECT_EQ(read.error().what_happened, outcome::executed);
    EXPECT_EQ(read.error().message, "column 'created' (4th): TEXT does not fit sys_time, row 2");
}

TEST(TypedRows, MisfitByName_NamesTheColumnsOwnPlace)
{
    const auto read = read_rows<my::named_user>(table({"id", "name"}, {{integer(1), null}}));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().message, "column 'name' (2nd): NULL does not fit string, row 1");
}

TEST(TypedRows, TwelfthColumn_IsCalledThat)
{
    const auto found = table(
        {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}, {std::vector<value>(12, integer(300))});
    auto misfit = typed_rows::misfit(found[0], 11, "uint8");
    EXPECT_EQ(misfit.message, "column 'l' (12th): INTEGER does not fit uint8, row 1");
}

TEST(TypedRows, NullIntoWhatIsNoOptional_IsRefused)
{
    EXPECT_THAT(why_not<std::int64_t>(null), HasSubstr("NULL does not fit int64"));
    EXPECT_THAT(why_not<double>(null), HasSubstr("NULL does not fit double"));
    EXPECT_THAT(why_not<std::string>(null), HasSubstr("NULL does not fit string"));
    EXPECT_THAT(why_not<blob_value>(null), HasSubstr("NULL does not fit vector<byte>"));
    EXPECT_THAT(why_not<my::level>(null), HasSubstr("NULL does not fit enumeration"));
    EXPECT_THAT(why_not<my::colour>(null), HasSubstr("NULL does not fit colour"));
}

TEST(TypedRows, IntegerBeyondTheType_IsRefusedNotCut)
{
    EXPECT_EQ(read_only_row<std::int32_t>(one_cell(integer(INT32_MAX))).value(), INT32_MAX);
    EXPECT_THAT(why_not<std::int32_t>(integer(std::int64_t{INT32_MAX} + 1)), HasSubstr("does not fit int32"));
    EXPECT_THAT(why_not<std::int32_t>(integer(std::int64_t{INT32_MIN} - 1)), HasSubstr("does not fit int32"));
    EXPECT_THAT(why_not<std::uint64_t>(integer(-1)), HasSubstr("does not fit uint64"));
    EXPECT_THAT(why_not<std::uint8_t>(integer(256)), HasSubstr("does not fit uint8"));
    EXPECT_THAT(why_not<std::int16_t>(integer(32'768)), HasSubstr("does not fit int16"));
    EXPECT_THAT(why_not<my::level>(integer(256)), HasSubstr("does not fit enumeration"));
    EXPECT_THAT(why_not<bool>(integer(2)), HasSubstr("does not fit bool"));
}

TEST(TypedRows, IntegerThatHasNoDouble_IsRefused)
{
    const auto exact = std::int64_t{1} << 53;
    EXPECT_EQ(read_only_row<double>(one_cell(integer(exact))).value(), 9007199254740992.0);
    EXPECT_EQ(read_only_row<double>(one_cell(integer(-exact))).value(), -9007199254740992.0);
    EXPECT_THAT(why_not<double>(integer(exact + 1)), HasSubstr("INTEGER does not fit double"));
    EXPECT_THAT(why_not<float>(integer(16'777'217)), HasSubstr("INTEGER does not fit float"));
}

TEST(TypedRows, Real_FitsFloatUpToItsRange)
{
    EXPECT_EQ(read_only_row<float>(one_cell(0.1)).value(), 0.1F);
    EXPECT_THAT(why_not<float>(1e39), HasSubstr("REAL does not fit float"));
    EXPECT_TRUE(std::isnan(read_only_row<float>(one_cell(std::numeric_limits<double>::quiet_NaN())).value()));
}

TEST(TypedRows, WrongKind_IsRefused)
{
    EXPECT_THAT(why_not<std::int64_t>(1.0), HasSubstr("REAL does not fit int64"));
    EXPECT_THAT(why_not<std::int64_t>(text("1")), HasSubstr("TEXT does not fit int64"));
    EXPECT_THAT(why_not<std::string>(integer(1)), HasSubstr("INTEGER does not fit string"));
    EXPECT_THAT(why_not<std::string>(blob_value{std::byte{'a'}}), HasSubstr("BLOB does not fit string"));
    EXPECT_THAT(why_not<blob_value>(text("a")), HasSubstr("TEXT does not fit vector<byte>"));
    EXPECT_THAT(why_not<std::optional<int>>(text("a")), HasSubstr("TEXT does not fit int32"));
    EXPECT_THAT(why_not<null_value>(text("a")), HasSubstr("TEXT does not fit NULL"));
}

TEST(TypedRows, TextThatIsNotUtf8_IsRefusedAndSaysSo)
{
    EXPECT_EQ(
        why_not<std::string>(text("\xC0\x80")),
        "column 'c' (1st): TEXT that is not UTF-8 does not fit string, row 1");
    EXPECT_EQ(read_only_row<value>(one_cell(text("\xC0\x80"))).value(), text("\xC0\x80"));
}

TEST(TypedRows, NoRowWhereOneIsExpected_IsNoRow)
{
    const auto read = read_only_row<int>(table({"c"}, {}));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::no_row);
}

TEST(TypedRows, TwoRowsWhereOneIsExpected_IsTooManyRows)
{
    const auto read = read_only_row<int>(table({"c"}, {{integer(1)}, {integer(2)}}));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::too_many_rows);
    EXPECT_EQ(read.error().what_happened, outcome::executed);
}

static_assert(readable<std::string> && readable<value> && readable<std::optional<my::level>>);
static_assert(!readable<std::string_view>, "a row outlives the bytes");
static_assert(!readable<std::optional<std::string_view>>);
static_assert(!readable<char> && !bindable<char>, "a letter is no number");

} // namespace
