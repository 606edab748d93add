#include <ws/codec/strict_json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace ws::codec;
using namespace std::string_view_literals;
using testing::HasSubstr;
using ws::errc;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

/// An array of `count` zeros: count + 1 nodes.
std::string zeros(std::size_t count)
{
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i)
        text += i == 0 ? "0" : ",0";
    return text + ']';
}

TEST(StrictJson, ValidText_GivesTheValue)
{
    const auto value =
        parse_strict_json(R"( {"a":[1,-2,18446744073709551615,0.5,true,false,null],"b":{"c":"\u00e9"}} )");
    ASSERT_TRUE(value);
    EXPECT_EQ(
        boost::json::serialize(*value),
        R"({"a":[1,-2,18446744073709551615,5E-1,true,false,null],"b":{"c":"é"}})");
}

TEST(StrictJson, AnyKindOfValue_MayStandAlone)
{
    for (const auto text : {"null"sv, "true"sv, "0"sv, "-1.5e3"sv, "\"\""sv, "[]"sv, "{}"sv, "\t\r\n 1 \n"sv})
        EXPECT_TRUE(parse_strict_json(text)) << text;
}

TEST(StrictJson, BadGrammar_IsMalformed)
{
    for (const auto text :
         {""sv,           " "sv,          "nul"sv,     "NaN"sv,       "Infinity"sv,  "01"sv,
          "1."sv,         ".5"sv,         "+1"sv,      "1e"sv,        "--1"sv,       "[1,]"sv,
          "{\"a\":1,}"sv, "{a:1}"sv,      "{'a':1}"sv, "[1 2]"sv,     "{\"a\" 1}"sv, "{\"a\":}"sv,
          "[1"sv,         "\"a"sv,        "// c\n1"sv, "/* c */ 1"sv, "[1]]"sv,      "1 2"sv,
          "{}x"sv,        "1\0"sv,        "\0"sv,      "\"a\nb\""sv,  "\"a\tb\""sv,  "\"\\x41\""sv,
          "\"\\u12\""sv,  "\"\\u12G4\""sv})
        EXPECT_EQ(parse_strict_json(text).error(), errc::malformed_input) << text;
}

TEST(StrictJson, BadUtf8_IsMalformed)
{
    for (const auto bytes :
         {"\x80"sv, "\xC3"sv, "\xC3("sv, "\xC0\xAF"sv, "\xE0\x9F\xBF"sv, "\xED\xA0\x80"sv, "\xE2\x82"sv,
          "\xF0\x8F\xBF\xBF"sv, "\xF4\x90\x80\x80"sv, "\xFF"sv})
    {
        const std::string in_value = "\"" + std::string(bytes) + "\"";
        EXPECT_FALSE(parse_strict_json(in_value)) << testing::PrintToString(bytes);
        EXPECT_FALSE(parse_strict_json("{" + in_value + ":1}")) << testing::PrintToString(bytes);
    }
}

TEST(StrictJson, UnpairedSurrogate_IsMalformed)
{
    for (const auto text :
         {R"("\ud800")"sv, R"("\udc00")"sv, R"("\ud800x")"sv, R"("\ud800\ud800")"sv, R"("\ud800\n")"sv,
          R"("\ud800\u0041 and text behind it")"sv, R"("\udc00\ud800 and text behind it")"sv,
          R"({"\ud800":1})"sv})
        EXPECT_FALSE(parse_strict_json(text)) << text;
    EXPECT_EQ(parse_strict_json(R"("\ud83d\ude00")").value(), "😀");
}

TEST(StrictJson, ByteOrderMark_IsMalformed)
{
    std::string why;
    EXPECT_EQ(parse_strict_json("\xEF\xBB\xBF{}", {}, &why).error(), errc::malformed_input);
    EXPECT_EQ(why, "a byte order mark is not allowed at byte 0");
}

TEST(StrictJson, DuplicateName_IsMalformedAtEveryLevel)
{
    for (const auto text :
         {R"({"a":1,"a":1})"sv, R"({"a":1,"b":2,"a":3})"sv, R"([{"x":{"a":1,"a":2}}])"sv,
          R"({"a":{"b":1},"c":[{}],"a":2})"sv, R"({"":1,"":2})"sv})
        EXPECT_EQ(parse_strict_json(text).error(), errc::malformed_input) << text;
}

TEST(StrictJson, DuplicateName_IsFoundAfterUnescaping)
{
    EXPECT_FALSE(parse_strict_json(R"({"sub":1,"\u0073ub":2})"));
    EXPECT_FALSE(parse_strict_json(R"({"a\/b":1,"a/b":2})"));
    EXPECT_FALSE(parse_strict_json(R"({"😀":1,"\ud83d\ude00":2})"));
    EXPECT_FALSE(parse_strict_json(R"({"\u0000":1,"\u0000":2})"));
}

TEST(StrictJson, SameNameInDifferentObjects_IsFine)
{
    EXPECT_TRUE(parse_strict_json(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})"));
    EXPECT_TRUE(parse_strict_json(R"({"a":1,"A":1,"a ":1,"":1,"\u0000":1})"));
    EXPECT_TRUE(parse_strict_json(R"({"ab":1,"a":{"b":1},"b":2})"));
}

TEST(StrictJson, DuplicateName_IsNamedInTheReason)
{
    std::string why;
    EXPECT_FALSE(parse_strict_json(R"({"x":{"a\n":1,"a\n":2}})", {}, &why));
    EXPECT_EQ(why, R"(member name "a\n" occurs twice in the object that ends at byte 21)");
}

TEST(StrictJson, LongDuplicateName_IsCutInTheReason)
{
    const std::string name(1000, 'x');
    std::string why;
    EXPECT_FALSE(parse_strict_json("{\"" + name + "\":1,\"" + name + "\":2}", {}, &why));
    EXPECT_LT(why.size(), 200U);
}

TEST(StrictJson, DuplicateAmongThousands_IsFound)
{
    std::string text = "{";
    for (int i = 0; i < 9000; ++i)
        text += "\"name_" + std::to_string(i) + "\":0,";
    EXPECT_TRUE(parse_strict_json(text + "\"other\":0}"));
    EXPECT_FALSE(parse_strict_json(text + "\"name_4711\":0}"));
}

TEST(StrictJson, LongNames_AreComparedWhole)
{
    // Longer than the parser's buffer for escapes, so the name comes in pieces.
    const std::string name = "\\n" + std::string(10'000, 'x');
    EXPECT_FALSE(parse_strict_json("{\"" + name + "a\":1,\"" + name + "a\":2}"));
    EXPECT_TRUE(parse_strict_json("{\"" + name + "a\":1,\"" + name + "b\":2}"));
}

TEST(StrictJson, DepthAtTheLimit_IsFine)
{
    EXPECT_TRUE(parse_strict_json(nested(32)));
    EXPECT_TRUE(parse_strict_json(nested(3), {.max_depth = 3}));
}

TEST(StrictJson, DepthOverTheLimit_IsTooLarge)
{
    std::string why;
    EXPECT_EQ(parse_strict_json(nested(33), {}, &why).error(), errc::too_large);
    EXPECT_THAT(why, HasSubstr("nested deeper than 32 levels at byte 3"));
    EXPECT_EQ(parse_strict_json(nested(100'000)).error(), errc::too_large);
    EXPECT_EQ(parse_strict_json(R"({"a":{"a":{}}})", {.max_depth = 2}).error(), errc::too_large);
}

TEST(StrictJson, NodesAtTheLimit_AreFine)
{
    EXPECT_TRUE(parse_strict_json(zeros(9'999)));
    EXPECT_TRUE(parse_strict_json(R"({"a":"x","b":null,"c":[]})", {.max_nodes = 4}));
}

TEST(StrictJson, NodesOverTheLimit_AreTooLarge)
{
    std::string why;
    EXPECT_EQ(parse_strict_json(zeros(10'000), {}, &why).error(), errc::too_large);
    EXPECT_THAT(why, HasSubstr("more than 10000 values at byte"));
    for (const auto text :
         {"[0,0]"sv, "[[],{}]"sv, "[\"\",\"\"]"sv, "[true,null]"sv, "[1.5,99999999999999999999]"sv})
        EXPECT_EQ(parse_strict_json(text, {.max_nodes = 2}).error(), errc::too_large) << text;
}

TEST(StrictJson, NumberTextAtTheLimit_IsFine)
{
    EXPECT_TRUE(parse_strict_json(std::string(32, '1')));
    EXPECT_TRUE(parse_strict_json("[" + std::string(32, '1') + "," + std::string(32, '2') + "]"));
}

TEST(StrictJson, NumberTextOverTheLimit_IsTooLarge)
{
    std::string why;
    EXPECT_EQ(parse_strict_json("[" + std::string(33, '1') + "]", {}, &why).error(), errc::too_large);
    EXPECT_THAT(why, HasSubstr("a number of more than 32 characters at byte"));
    EXPECT_EQ(parse_strict_json("0." + std::string(31, '0')).error(), errc::too_large);
    EXPECT_EQ(parse_strict_json("-12345", {.max_number_length = 5}).error(), errc::too_large);
}

TEST(StrictJson, NumbersBeyondDouble_AreAccepted)
{
    EXPECT_GT(parse_strict_json("1e999")->as_double(), 1e308);
    EXPECT_EQ(parse_strict_json("0e999")->as_double(), 0.0);
    EXPECT_EQ(parse_strict_json("1e-999")->as_double(), 0.0);
}

TEST(StrictJson, Doubles_AreTheNearestWhereverTheyStand)
{
    for (const auto text :
         {"92233000020.9593283"sv, "0.1"sv, "-1.7976931348623157e308"sv, "5e-324"sv,
          "123456789012345678901234567890"sv, "1e22"sv, "8.5e-7"sv})
    {
        const double expected = std::strtod(std::string(text).c_str(), nullptr);
        EXPECT_EQ(parse_strict_json(text)->to_number<double>(), expected) << text;
        const auto array = parse_strict_json("[" + std::string(text) + ",\"" + std::string(64, 'x') + "\"]");
        EXPECT_EQ(array->at(0).to_number<double>(), expected) << text;
    }
}

TEST(StrictJson, BadGrammar_ReasonHasTheOffset)
{
    std::string why;
    EXPECT_FALSE(parse_strict_json(R"({"a":x})", {}, &why));
    EXPECT_THAT(why, testing::StartsWith("not valid JSON: "));
    EXPECT_THAT(why, testing::EndsWith(" at byte 5"));
    EXPECT_FALSE(parse_strict_json("{} {}", {}, &why));
    EXPECT_THAT(why, testing::EndsWith(" at byte 3"));
}

} // namespace
