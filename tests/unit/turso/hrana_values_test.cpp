#include "hrana_fixture.hpp"
#include "turso/hrana_json.hpp"

#include <ws/codec/strict_json.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

/// Every value as it is written and as it is read, bit by bit.
namespace
{

using namespace ws::test;
using namespace ws::turso;
namespace codec = ws::codec;

std::string written(const value& v)
{
    std::string out;
    append_json_value(out, v);
    return out;
}

/// A value object as a server writes it, read as the only cell.
result<pipeline_answer> read_cell(std::string_view cell, std::size_t piece = std::string_view::npos)
{
    return read_answer(asked_execute, cell_answer(cell), piece);
}

void expect_refused(std::string_view cell)
{
    const auto read = read_cell(cell);
    ASSERT_FALSE(read) << cell;
    EXPECT_EQ(read.error().code, make_error_code(errc::protocol)) << cell;
}

/// What we write is what servers answer with: it must come back.
void expect_comes_back(const value& v)
{
    const auto cell = written(v);
    ASSERT_TRUE(codec::parse_strict_json(cell, {.max_depth = 4, .max_nodes = 4})) << cell.substr(0, 100);
    for (const std::size_t piece : {std::string_view::npos, 3 + cell.size() / 1000})
    {
        const auto read = read_cell(cell, piece);
        ASSERT_TRUE(read) << cell.substr(0, 100);
        ASSERT_EQ(rows_of(read).at(0, 0).to_value(), v) << cell.substr(0, 100);
    }
}

blob_value bytes_of(std::string_view text)
{
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    return {data, data + text.size()};
}

std::string random_bytes(std::size_t count, std::mt19937_64& random)
{
    std::string out(count, '\0');
    for (char& c : out)
        c = static_cast<char>(random());
    return out;
}

TEST(HranaValues, Forms_AreWhatServersTake)
{
    EXPECT_EQ(written(null_value()), R"({"type":"null"})");
    EXPECT_EQ(written(std::int64_t{-7}), R"({"type":"integer","value":"-7"})");
    EXPECT_EQ(written(1.5), R"({"type":"float","value":1.5})");
    EXPECT_EQ(written(std::string("a/\"\\\b\x1F")), R"({"type":"text","value":"a/\"\\\u0008\u001f"})");
    EXPECT_EQ(written(bytes_of("\xFF\xFF\xFE\xFB\xEF")), R"({"type":"blob","base64":"///+++8="})");
    EXPECT_EQ(written(blob_value()), R"({"type":"blob","base64":""})");
}

TEST(HranaValues, Integers_ComeBack)
{
    using limits = std::numeric_limits<std::int64_t>;
    const std::int64_t two_to_53 = std::int64_t{1} << 53;
    for (const std::int64_t v :
         {limits::min(), limits::min() + 1, std::int64_t{-1}, std::int64_t{0}, two_to_53 - 1, two_to_53,
          two_to_53 + 1, limits::max()})
        expect_comes_back(v);
    EXPECT_EQ(rows_of(read_cell(R"({"type":"integer","value":7})")).at(0, 0).as_integer(), 7);
}

TEST(HranaValues, IntegersThatAreNone_AreRefused)
{
    for (const std::string_view content :
         {R"("9223372036854775808")", R"("-9223372036854775809")", R"("")", R"("+1")", R"(" 1")", R"("1 ")",
          R"("0x1")", R"("1.0")", R"("1e2")", "1.5", "1e2", "18446744073709551616", "null", "true", "[]",
          "{}"})
        expect_refused(fmt::format(R"({{"type":"integer","value":{}}})", content));
    expect_refused(R"({"type":"integer"})");
}

TEST(HranaValues, Reals_ComeBackBitByBit)
{
    std::vector<double> cases{
        0.0,        -0.0,      5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1 + 0.2, 1e22,
        1e15 + 0.3, 1.0 / 3.0, 1e21,   123456789012345680.0};
    std::mt19937_64 random(11);
    while (cases.size() < 10'000)
        if (const auto v = std::bit_cast<double>(random()); std::isfinite(v))
            cases.push_back(v);
    for (const double v : cases)
    {
        const auto cell = written(v);
        ASSERT_NE(cell.substr(cell.rfind(':')).find_first_of(".e"), std::string::npos) << cell;
        const auto read = read_cell(cell, 11);
        ASSERT_TRUE(read) << cell;
        const double back = rows_of(read).at(0, 0).as_real();
        ASSERT_EQ(std::bit_cast<std::uint64_t>(back), std::bit_cast<std::uint64_t>(v)) << cell;
    }
}

TEST(HranaValues, WholeReals_LookLikeReals)
{
    EXPECT_EQ(written(-0.0), R"({"type":"float","value":-0.0})");
    EXPECT_EQ(written(3.0), R"({"type":"float","value":3.0})");
    EXPECT_EQ(written(1e22), R"({"type":"float","value":1e+22})");
}

TEST(HranaValues, RealThatIsNotFinite_ReadsAsNan)
{
    const auto read = read_cell(R"({"type":"float","value":null})");
    EXPECT_EQ(rows_of(read).at(0, 0).kind(), value_kind::real);
    EXPECT_TRUE(std::isnan(rows_of(read).at(0, 0).as_real()));
}

TEST(HranaValues, RealsThatAreNone_AreRefused)
{
    for (const std::string_view content :
         {"Infinity", "-Infinity", "NaN", "nan", R"("1.5")", R"("NaN")", "1e999", "-1e999", "true", "[1.5]"})
        expect_refused(fmt::format(R"({{"type":"float","value":{}}})", content));
    expect_refused(R"({"type":"float"})");
}

TEST(HranaValues, WholeNumberForAReal_IsTaken)
{
    EXPECT_EQ(rows_of(read_cell(R"({"type":"float","value":3})")).at(0, 0).as_real(), 3.0);
    const auto negative_zero = read_cell(R"({"type":"float","value":-0})");
    EXPECT_TRUE(std::signbit(rows_of(negative_zero).at(0, 0).as_real()));
}

TEST(HranaValues, RealOfManyDigits_IsTheNearest)
{
    const auto read =
        read_cell(R"({"type":"float","value":0.1000000000000000055511151231257827021181583404541015625})", 5);
    EXPECT_EQ(rows_of(read).at(0, 0).as_real(), 0.1);
}

TEST(HranaValues, Blobs_ComeBack)
{
    std::mt19937_64 random(3);
    for (const std::size_t length : {0, 1, 2, 3, 4, 255, 256, 65535, 1 << 20})
        expect_comes_back(bytes_of(random_bytes(length, random)));
    for (int byte = 0; byte < 256; ++byte)
        expect_comes_back(bytes_of(std::string(5, static_cast<char>(byte))));
    expect_comes_back(bytes_of(std::string(1000, '\xFF')));
    expect_comes_back(bytes_of(std::string(1000, '\xFB')));
}

TEST(HranaValues, BlobPaddedOrNotOrMissing_IsTaken)
{
    for (const std::string_view base64 : {"Zm9vYg==", "Zm9vYg"})
    {
        const auto read = read_cell(fmt::format(R"({{"type":"blob","base64":"{}"}})", base64));
        EXPECT_EQ(rows_of(read).at(0, 0).to_value(), value(bytes_of("foob")));
    }
    for (const std::string_view cell :
         {R"({"type":"blob"})", R"({"type":"blob","base64":""})", R"({"type":"blob","base64":null})"})
        EXPECT_EQ(rows_of(read_cell(cell)).at(0, 0).to_value(), value(blob_value()));
    EXPECT_EQ(
        rows_of(read_cell(R"({"type":"blob","base64":"\/\/\/\/"})")).at(0, 0).to_value(),
        value(bytes_of("\xFF\xFF\xFF")));
}

TEST(HranaValues, BadBase64_IsRefused)
{
    for (const std::string_view base64 :
         {"Z", "Zg=", "Zg===", "Zm9-", "Zm9_", "Zm 9v", "Zm9v\\n", "=", "Zh=="})
        expect_refused(fmt::format(R"({{"type":"blob","base64":"{}"}})", base64));
    expect_refused(R"({"type":"blob","base64":7})");
    expect_refused(R"({"type":"blob","base64":[]})");
}

TEST(HranaValues, Texts_ComeBack)
{
    std::vector<std::string> cases{
        "",
        std::string("a\0b", 3),
        "\xE2\x80\xA8\xE2\x80\xA9",
        "\xEF\xBB\xBF",
        "😀 \xF4\x8F\xBF\xBF",
        "e\xCC\x81",
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
        "</script>",
        "'\"\\/`",
        "\x7F\xC2\x80\xC2\x9F",
        std::string(1 << 20, 'x')};
    for (char c = 0; c < 0x20; ++c)
        cases.push_back(std::string("before ") + c + " after");
    for (const auto& text : cases)
        expect_comes_back(text);
}

/// Escapes are looked for eight bytes at a time: each place in each length.
TEST(HranaValues, EscapeAtAnyPosition_IsFound)
{
    for (std::size_t length = 1; length <= 20; ++length)
        for (std::size_t at = 0; at < length; ++at)
            for (const char c : {'\0', '\x1F', '"', '\\', '\n'})
            {
                std::string text(length, '\x7F');
                text[at] = c;
                expect_comes_back(text);
            }
}

TEST(HranaValues, EveryByteBetweenPlainOnes_IsEscapedOnlyIfItMust)
{
    for (int byte = 0; byte < 0x80; ++byte)
    {
        const std::string text = "1234567" + std::string(1, static_cast<char>(byte)) + "1234567";
        std::string out;
        append_json_text(out, text);
        const bool must = byte < 0x20 || byte == '"' || byte == '\\';
        EXPECT_EQ(out.find('\\') != std::string::npos, must) << byte;
    }
}

TEST(HranaValues, TextsThatAreNone_AreRefused)
{
    for (const std::string_view content :
         {"7", "null", "true", "[]", R"("\ud800")", R"("\udc00")", R"("\ud800\u0041")", "\"\xC0\x80\"",
          "\"\xED\xA0\x80\"", "\"\xE2\x82\"", "\"\xFF\"", "\"\xF4\x90\x80\x80\"", "\"a\nb\"", R"("\x41")"})
        expect_refused(fmt::format(R"({{"type":"text","value":{}}})", content));
    expect_refused(R"({"type":"text"})");
    EXPECT_EQ(rows_of(read_cell(R"({"type":"text","value":"\ud83d\ude00"})")).at(0, 0).as_text(), "😀");
}

TEST(HranaValues, Null_IsNullWhateverElseItHas)
{
    EXPECT_TRUE(rows_of(read_cell(R"({"type":"null"})")).at(0, 0).is_null());
    EXPECT_TRUE(rows_of(read_cell(R"({"value":null,"type":"null"})")).at(0, 0).is_null());
}

TEST(HranaValues, UnknownTypes_AreRefused)
{
    for (const std::string_view cell :
         {"{}", R"({"value":"1"})", R"({"type":"date","value":"1"})", R"({"type":"","value":"1"})",
          R"({"type":"Integer","value":"1"})", R"({"type":null})", R"({"type":1,"value":"1"})",
          R"({"type":["null"]})", R"({"type":"null","type":"null"})",
          R"({"type":"text","value":"a","value":"b"})"})
        expect_refused(cell);
}

} // namespace
