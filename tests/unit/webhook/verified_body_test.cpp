#include <ws/webhook/verified_body.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace
{

using namespace ws::webhook;

std::string repeat(std::string_view text, std::size_t times)
{
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}

std::string nested(std::size_t levels) { return repeat("[", levels) + repeat("]", levels); }

/// What a user can write about themselves, in the event that ends their session.
std::string event_with(std::string_view metadata)
{
    return R"({"data":{"unsafe_metadata":)" + std::string(metadata) + R"(,"id":"sess_1"},"type":"t"})";
}

void expect_read(std::string_view metadata)
{
    const auto parsed = parse_body(event_with(metadata));
    ASSERT_TRUE(parsed) << metadata.substr(0, 80);
    EXPECT_EQ(parsed->at("data").at("id"), "sess_1");
    EXPECT_EQ(parsed->at("type"), "t");
}

TEST(VerifiedBody, NestedAsDeepAsABodyCanBe_IsRead)
{
    for (const std::size_t levels : {29U, 30U, 31U, 32U, 33U, 62U, 63U, 64U, 65U, 4'000U, 120'000U})
        expect_read(nested(levels));
    expect_read(repeat(R"({"a":[)", 2'000) + "1" + repeat("]}", 2'000));
    expect_read("[" + repeat(nested(40) + ",", 1'000) + "7]");
}

TEST(VerifiedBody, WhatIsNotTooDeep_IsKept)
{
    const auto parsed = parse_body(repeat("[", 32) + "7" + repeat("]", 32));
    ASSERT_TRUE(parsed);
    const boost::json::value* inner = &*parsed;
    for (int i = 0; i < 32; ++i)
        inner = &inner->at(0);
    EXPECT_EQ(*inner, 7);
}

TEST(VerifiedBody, MoreValuesThanACommandMayHave_AreRead) { expect_read("[" + repeat("0,", 300'000) + "0]"); }

TEST(VerifiedBody, NumberLongerThanACommandMayHave_IsRead)
{
    expect_read(repeat("1234567890", 1'000));
    expect_read("0." + repeat("1", 10'000) + "e-5");
}

TEST(VerifiedBody, UnpairedSurrogate_IsReplacedAsEncodersDo)
{
    const std::string_view u_fffd = "\xEF\xBF\xBD";
    for (const char* text :
         {R"("\ud83d")", R"("\uDE00")", R"("\ud83dx")", R"("\ud83d\n")", R"("\ud83d\u0041")"})
    {
        const auto parsed = parse_body(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_TRUE(std::string_view(parsed->as_string()).starts_with(u_fffd)) << text;
    }
    EXPECT_EQ(parse_body(R"("\ud83d\ud83d\ude00")")->as_string(), "\xEF\xBF\xBD\xF0\x9F\x98\x80");
    EXPECT_EQ(parse_body(R"({"\udc00":1})")->at("\xEF\xBF\xBD"), 1);
}

TEST(VerifiedBody, TextThatOnlyLooksLikeASurrogateOrABracket_IsLeftAlone)
{
    EXPECT_EQ(parse_body(R"("\\ud83d")")->as_string(), "\\ud83d");
    EXPECT_EQ(parse_body(R"("\"[[{\\")")->as_string(), "\"[[{\\");
    EXPECT_EQ(parse_body(R"("\ud83d\ude00")")->as_string(), "\xF0\x9F\x98\x80");
    EXPECT_EQ(parse_body(R"(["]",{"}":"["}])")->at(1).at("}"), "[");
}

TEST(VerifiedBody, WhatIsNoJson_IsNothing)
{
    for (const std::string& text :
         {std::string(), std::string("no JSON"), std::string("[1,]"), std::string("[1}"), std::string("]"),
          std::string("[]]"), std::string("[] []"), std::string("[1[2]]"), std::string("{[]:1}"),
          std::string(R"("\ud83)"), std::string(R"("\ud83d)"), std::string(R"("\)"),
          std::string("\"\\ud8zz\""), std::string("1e"), std::string("\xEF\xBB\xBF{}"),
          std::string("\"\xFF\""), std::string("[\"a\tb\"]")})
        EXPECT_FALSE(parse_body(text)) << text;
}

TEST(VerifiedBody, WhatIsNoJsonDeepInside_IsNothingEither)
{
    for (const std::size_t levels : {30U, 31U, 32U, 33U, 500U})
    {
        EXPECT_FALSE(parse_body(repeat("[", levels) + "x" + repeat("]", levels))) << levels;
        EXPECT_FALSE(parse_body(repeat("[", levels) + repeat("]", levels - 1))) << levels;
        EXPECT_FALSE(parse_body(repeat("[", levels) + repeat("]", levels + 1))) << levels;
        EXPECT_FALSE(parse_body(repeat("[", levels) + "}" + repeat("]", levels - 1))) << levels;
        EXPECT_FALSE(parse_body(repeat("[", levels) + "1[]" + repeat("]", levels))) << levels;
    }
}

TEST(VerifiedBody, MemberNameThatOccursTwice_IsRefused)
{
    EXPECT_FALSE(parse_body(R"({"a":1,"a":2})"));
    EXPECT_FALSE(parse_body(repeat("[", 40) + R"({"a":1,"a":2})" + repeat("]", 40)));
}

} // namespace
