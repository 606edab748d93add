#include <ws/turso/statement.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace ws::turso;
using namespace std::chrono_literals;
using namespace std::string_literals;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

enum class size : std::int16_t
{
    large = -3,
};

struct hex
{
    int content = 0;
};

} // namespace

template <>
struct ws::turso::column_codec<hex>
{
    /// Negative ones have none.
    static std::optional<value> to_value(hex h)
    {
        if (h.content < 0)
            return std::nullopt;
        return "0x" + std::to_string(h.content);
    }
};

namespace
{

template <class T>
value bound(const T& content)
{
    const auto s = sql("SELECT ?", content);
    EXPECT_EQ(s.args.problem(), "");
    return s.args.positional().at(0);
}

template <class... T>
std::string problem(const T&... arguments)
{
    return sql("SELECT", arguments...).args.problem();
}

TEST(Statement, Integers_AreBoundExactly)
{
    for (const std::int64_t v :
         {std::int64_t{INT64_MIN}, INT64_MIN + 1, std::int64_t{-1}, std::int64_t{0},
          (std::int64_t{1} << 53) - 1, std::int64_t{1} << 53, (std::int64_t{1} << 53) + 1,
          std::int64_t{INT64_MAX}})
        EXPECT_EQ(bound(v), value(v));
    EXPECT_EQ(bound(std::uint8_t{255}), value(std::int64_t{255}));
    EXPECT_EQ(bound(short{-3}), value(std::int64_t{-3}));
    EXPECT_EQ(bound(7ULL), value(std::int64_t{7}));
    EXPECT_EQ(bound(true), value(std::int64_t{1}));
    EXPECT_EQ(bound(size::large), value(std::int64_t{-3}));
}

TEST(Statement, UnsignedBeyondSqlsIntegers_IsAProblem)
{
    EXPECT_EQ(problem(std::uint64_t{INT64_MAX}), "");
    EXPECT_EQ(problem(1, std::uint64_t{INT64_MAX} + 1), "argument 2 fits no SQL value");
    EXPECT_EQ(problem(named("n", UINT64_MAX)), "argument 'n' fits no SQL value");
    EXPECT_EQ(problem(std::optional(UINT64_MAX)), "argument 1 fits no SQL value");
}

TEST(Statement, FiniteDoubles_AreBoundBitByBit)
{
    std::mt19937_64 random(7);
    for (int i = 0; i < 10'000; ++i)
    {
        const auto d = std::bit_cast<double>(random());
        if (std::isfinite(d))
        {
            ASSERT_EQ(
                std::bit_cast<std::uint64_t>(std::get<double>(bound(d))), std::bit_cast<std::uint64_t>(d));
        }
    }
    EXPECT_TRUE(std::signbit(std::get<double>(bound(-0.0))));
    EXPECT_EQ(bound(0.5F), value(0.5));
}

TEST(Statement, DoubleThatIsNotFinite_IsAProblem)
{
    EXPECT_EQ(problem(nan), "argument 1 is not finite");
    EXPECT_EQ(problem(1, infinity), "argument 2 is not finite");
    EXPECT_EQ(problem(named(":x", -infinity)), "argument ':x' is not finite");
    EXPECT_EQ(problem(value(nan)), "argument 1 is not finite");
    EXPECT_EQ(problem(std::chrono::duration<double>(nan)), "argument 1 is not finite");
}

TEST(Statement, Texts_AreBoundWhateverTheirType)
{
    const std::string_view with_nul("a\0b", 3);
    char buffer[8] = "abc";
    const char* none = nullptr;
    EXPECT_EQ(bound("abc"), value("abc"s));
    EXPECT_EQ(bound(buffer), value("abc"s));
    EXPECT_EQ(bound("abc"s), value("abc"s));
    EXPECT_EQ(bound(with_nul), value("a\0b"s));
    EXPECT_EQ(bound(static_cast<const char*>(buffer)), value("abc"s));
    EXPECT_EQ(bound(static_cast<char*>(buffer)), value("abc"s));
    EXPECT_EQ(bound(none), value(null_value{}));
    EXPECT_EQ(bound(""), value(""s));
}

TEST(Statement, TextThatIsNotUtf8_IsAProblem)
{
    for (const auto* text : {"\xC0\x80", "\xED\xA0\x80", "\xE2\x82", "\xFF"})
    {
        EXPECT_EQ(problem(text), "argument 1 is not UTF-8");
        EXPECT_EQ(problem(named("t", text)), "argument 't' is not UTF-8");
    }
    EXPECT_EQ(problem(blob_value{std::byte{0xFF}}), "") << "a blob holds any bytes";
}

TEST(Statement, OtherTypes_AreBoundAsTheirValue)
{
    const blob_value bytes{std::byte{0}, std::byte{255}};
    EXPECT_EQ(bound(bytes), value(bytes));
    EXPECT_EQ(bound(std::span<const std::byte>(bytes)), value(bytes));
    EXPECT_EQ(bound(blob_value{}), value(blob_value{}));
    EXPECT_EQ(bound(nullptr), value(null_value{}));
    EXPECT_EQ(bound(std::nullopt), value(null_value{}));
    EXPECT_EQ(bound(null_value{}), value(null_value{}));
    EXPECT_EQ(bound(std::optional<int>()), value(null_value{}));
    EXPECT_EQ(bound(std::optional(7)), value(std::int64_t{7}));
    EXPECT_EQ(bound(std::optional<std::string_view>("x")), value("x"s));
    EXPECT_EQ(bound(1500ms), value(std::int64_t{1500}));
    EXPECT_EQ(bound(std::chrono::sys_seconds(-1s)), value(std::int64_t{-1}));
    EXPECT_EQ(bound(std::chrono::sys_days(std::chrono::January / 2 / 1970)), value(std::int64_t{1}));
    EXPECT_EQ(bound(value(2.5)), value(2.5));
    EXPECT_EQ(bound(value_view::text("cell")), value("cell"s));
}

TEST(Statement, TypeOfTheUser_IsBoundByItsCodec)
{
    EXPECT_EQ(bound(hex{12}), value("0x12"s));
    EXPECT_EQ(problem(hex{-1}), "argument 1 fits no SQL value");
}

TEST(Statement, NamedArguments_KeepNamesAndOrder)
{
    const auto s = sql("…", named("a", 1), named(":b", "two"), named("$c", 3.0));
    EXPECT_EQ(s.args.problem(), "");
    ASSERT_EQ(s.args.by_name().size(), 3U);
    EXPECT_EQ(s.args.by_name()[1].name, ":b");
    EXPECT_EQ(s.args.by_name()[1].content, value("two"s));
    EXPECT_TRUE(s.args.positional().empty());
}

TEST(Statement, NamedAndPositionalMixed_IsAProblem)
{
    EXPECT_EQ(problem(1, named("a", 2)), "argument 'a' has a name, but others have none");
    EXPECT_EQ(problem(named("a", 2), 1), "argument 1 has no name, but others have");
}

TEST(Statement, NameThatIsNone_IsAProblem)
{
    EXPECT_EQ(problem(named("", 2)), "argument '' has a name that is empty or not UTF-8");
    EXPECT_EQ(problem(named("\xFF", 2)), "argument '?' has a name that is empty or not UTF-8");
}

TEST(Statement, SeveralProblems_AreToldByTheFirst)
{
    EXPECT_EQ(problem(1, nan, "\xFF", named("x", 1)), "argument 2 is not finite");
}

TEST(Statement, Size_CountsBytesAndArguments)
{
    EXPECT_EQ(sql("SELECT 1").args.size_bytes(), 0U);
    EXPECT_TRUE(sql("SELECT 1").args.empty());
    EXPECT_EQ(sql("…", 1, "abc", blob_value(5)).args.size_bytes(), 3U * 16 + 3 + 5);
    EXPECT_EQ(sql("…", named("n", "abc")).args.size_bytes(), 16U + 3);
}

} // namespace
