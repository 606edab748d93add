#include <ws/codec/strict_json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace
{

using namespace ws::codec;
using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(RawMember, EveryKindOfValue_IsReturnedAsWritten)
{
    constexpr std::string_view text =
        R"({ "n" : 1.50e+02 , "s":"a\"},b" ,"o":{"x":[1,{"y":"]"}]},"a":[ 1 , 2 ],"t":true,"z":null})";
    EXPECT_EQ(raw_member(text, "n"), "1.50e+02");
    EXPECT_EQ(raw_member(text, "s"), R"("a\"},b")");
    EXPECT_EQ(raw_member(text, "o"), R"({"x":[1,{"y":"]"}]})");
    EXPECT_EQ(raw_member(text, "a"), "[ 1 , 2 ]");
    EXPECT_EQ(raw_member(text, "t"), "true");
    EXPECT_EQ(raw_member(text, "z"), "null");
}

TEST(RawMember, NoSuchMember_IsEmpty)
{
    EXPECT_EQ(raw_member("{}", "a"), "");
    EXPECT_EQ(raw_member(R"({"aa":1,"A":2})", "a"), "");
    EXPECT_EQ(raw_member(R"({"o":{"a":1}})", "a"), "") << "members of members do not count";
    EXPECT_EQ(raw_member(R"(["a",1])", "a"), "");
}

TEST(RawMember, Result_IsAViewIntoTheText)
{
    const std::string text = R"({"a":12})";
    EXPECT_EQ(raw_member(text, "a").data(), text.data() + 5);
}

TEST(RawMember, EscapedName_IsFound)
{
    EXPECT_EQ(raw_member(R"({"\u0061":1})", "a"), "1");
    EXPECT_EQ(raw_member(R"({"x":0,"\"\\\/\b\f\n\r\t":1})", "\"\\/\b\f\n\r\t"), "1");
    EXPECT_EQ(raw_member(R"({"\ud83d\ude00":1})", "😀"), "1");
    EXPECT_EQ(raw_member(R"({"\u0000":1})", "\0"sv), "1");
    EXPECT_EQ(raw_member(R"({"\u0062":1,"a":2})", "a"), "2");
    EXPECT_EQ(raw_member(R"({"a\u0062":1})", "a\\u0062"), "");
}

TEST(RawMember, EmptyName_IsAName) { EXPECT_EQ(raw_member(R"({"a":1,"":2})", ""), "2"); }

TEST(RawElements, Elements_AreReturnedAsWritten)
{
    EXPECT_THAT(
        raw_elements(R"( [ 1.0 ,"a,]", {"b":[1,2]} ,[ 3 ],null])"),
        ElementsAre("1.0", R"("a,]")", R"({"b":[1,2]})", "[ 3 ]", "null"));
}

TEST(RawElements, EmptyArray_HasNone)
{
    EXPECT_THAT(raw_elements("[]"), IsEmpty());
    EXPECT_THAT(raw_elements("[ \n ]"), IsEmpty());
    EXPECT_THAT(raw_elements("{}"), IsEmpty());
}

TEST(RawJson, TextThatIsNoJson_IsSurvived)
{
    for (const auto text :
         {""sv, "{"sv, "["sv, "{\""sv, "{\"a"sv, "{\"a\\"sv, "{\"a\""sv, "{\"a\":"sv, "{\"a\":\""sv,
          "{\"a\":[[["sv, "[,,,"sv, "[1,"sv, "[}"sv, "{]"sv, "[\"\\"sv, "{\"a\":}}}}"sv, "]"sv, "[1]]]]"sv,
          "{,"sv})
    {
        for (const std::string_view value : raw_elements(text))
            EXPECT_LE(value.size(), text.size());
        EXPECT_LE(raw_member(text, "a").size(), text.size());
        EXPECT_LE(minify_json(text).size(), text.size());
    }
}

TEST(MinifyJson, WhiteSpaceOutsideStrings_Goes)
{
    EXPECT_EQ(minify_json(" {\r\n\t\"a b\" : [ 1 , \"x \\\" y\\\\\" ] } "), R"({"a b":[1,"x \" y\\"]})");
    EXPECT_EQ(minify_json(R"("a  b")"), R"("a  b")");
    EXPECT_EQ(minify_json(""), "");
}

TEST(MinifyJson, Numbers_KeepTheirText) { EXPECT_EQ(minify_json("[ 1.50e+02 ]"), "[1.50e+02]"); }

} // namespace
