#include "server/request_reader.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace ws::server
{
namespace
{

boost::json::value parsed(const std::string& text)
{
    std::string why;
    return parse_api_object(text, why).value();
}

/// A request's text with a reader of it.
struct opened
{
    explicit opened(std::string json) : text(std::move(json)), value(parsed(text)) {}

    std::string text;
    boost::json::value value;
    request_problems problems;
    request_reader in{text, value.get_object(), problems};
};

TEST(RequestReader, AbsentAndNullMembers_AreZero)
{
    for (const std::string text : {"{}", R"({"a":null})"})
    {
        opened request(text);
        EXPECT_EQ(request.in.text("a"), "") << text;
        EXPECT_TRUE(request.in.texts("a").empty()) << text;
        EXPECT_FALSE(request.in.flag("a")) << text;
        EXPECT_EQ(request.in.integer("a"), 0) << text;
        EXPECT_EQ(request.in.whole_number("a"), 0U) << text;
        EXPECT_TRUE(request.in.tags("a").empty()) << text;
        EXPECT_FALSE(request.in.position("a")) << text;
        EXPECT_FALSE(request.in.object("a")) << text;
        EXPECT_EQ(request.in.optional_payload("a", "b64a"), "") << text;
        EXPECT_EQ(request.problems.malformed, "") << text;
        EXPECT_FALSE(request.problems.bad_value) << text;
    }
}

TEST(RequestReader, MembersOfTheRightType_AreRead)
{
    opened request(R"({"t":"x","l":["a","b"],"f":true,"i":-3,"u":18446744073709551615,
                       "g":{"k":"v"},"p":{"offset":7,"epoch":"e"}})");
    EXPECT_EQ(request.in.text("t"), "x");
    EXPECT_EQ(request.in.texts("l"), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(request.in.flag("f"));
    EXPECT_EQ(request.in.integer("i"), -3);
    EXPECT_EQ(request.in.whole_number("u"), 18446744073709551615U);
    EXPECT_EQ(request.in.tags("g"), (realtime::tag_list{{"k", "v"}}));
    EXPECT_EQ(request.in.position("p"), (realtime::stream_position{7, "e"}));
    EXPECT_EQ(request.problems.malformed, "");
}

TEST(RequestReader, WrongType_NamesTheMember)
{
    using read = std::function<void(request_reader&)>;
    const std::pair<std::string, read> cases[] = {
        {R"({"a":1})", [](auto& in) { in.text("a"); }},
        {R"({"a":"x"})", [](auto& in) { in.texts("a"); }},
        {R"({"a":["x",1]})", [](auto& in) { in.texts("a"); }},
        {R"({"a":"true"})", [](auto& in) { in.flag("a"); }},
        {R"({"a":1.5})", [](auto& in) { in.integer("a"); }},
        {R"({"a":1e2})", [](auto& in) { in.integer("a"); }},
        {R"({"a":9223372036854775808})", [](auto& in) { in.integer("a"); }},
        {R"({"a":-1})", [](auto& in) { in.whole_number("a"); }},
        {R"({"a":18446744073709551616})", [](auto& in) { in.whole_number("a"); }},
        {R"({"a":[]})", [](auto& in) { in.tags("a"); }},
        {R"({"a":{"k":1}})", [](auto& in) { in.tags("a"); }},
        {R"({"a":[]})", [](auto& in) { in.object("a"); }},
        {R"({"a":1})", [](auto& in) { in.payload("data", "a"); }},
    };
    for (const auto& [text, read_member] : cases)
    {
        opened request(text);
        read_member(request.in);
        EXPECT_TRUE(request.problems.malformed.starts_with("member \"a\" must be ")) << text;
    }
}

TEST(RequestReader, WrongTypeInside_NamesTheWholePath)
{
    opened request(R"({"since":{"offset":"7"}})");
    request.in.position("since");
    EXPECT_EQ(request.problems.malformed, "member \"since.offset\" must be an integer from 0 on");
}

TEST(RequestReader, SeveralWrongTypes_NameTheFirstThatIsRead)
{
    opened request(R"({"a":1,"b":2})");
    request.in.text("b");
    request.in.text("a");
    EXPECT_EQ(request.problems.malformed, "member \"b\" must be a string");
}

TEST(RequestReader, Payload_KeepsNumbersAndLosesWhiteSpace)
{
    opened request("{\"data\": { \"n\" : 1.000000000000000000000001,\n \"s\": \"a b\" } }");
    EXPECT_EQ(request.in.payload("data", "b64data"), R"({"n":1.000000000000000000000001,"s":"a b"})");
}

TEST(RequestReader, PayloadOfANestedObject_IsItsOwn)
{
    opened request(R"({"data":1,"inner":{"data":2}})");
    EXPECT_EQ(request.in.object("inner")->payload("data", "b64data"), "2");
}

TEST(RequestReader, NullPayload_CountsUnlessOptional)
{
    opened request(R"({"data":null})");
    EXPECT_EQ(request.in.payload("data", "b64data"), "null");
    EXPECT_EQ(request.in.optional_payload("data", "b64data"), "");
}

TEST(RequestReader, Base64Payload_WinsUnlessEmpty)
{
    opened both(R"({"data":1,"b64data":"eyJhIjogMn0="})");
    EXPECT_EQ(both.in.payload("data", "b64data"), R"({"a":2})");
    opened empty(R"({"data":1,"b64data":""})");
    EXPECT_EQ(empty.in.payload("data", "b64data"), "1");
}

TEST(RequestReader, Base64PayloadThatIsNoJson_IsABadValue)
{
    for (const std::string encoded : {"%%%", "eyJhIjogMn0", "eyI="}) // no base64; no padding; {"
    {
        opened request(R"({"b64data":")" + encoded + "\"}");
        EXPECT_EQ(request.in.payload("data", "b64data"), "") << encoded;
        EXPECT_TRUE(request.problems.bad_value) << encoded;
        EXPECT_EQ(request.problems.malformed, "") << encoded;
    }
}

TEST(ParseApiObject, AnythingButAnObject_IsRefusedWithAReason)
{
    for (const std::string text : {"", "[]", "1", "{", "{} {}", R"({"a":1,"a":2})", "{\"a\":\"\xff\"}"})
    {
        std::string why;
        EXPECT_FALSE(parse_api_object(text, why)) << text;
        EXPECT_NE(why, "") << text;
    }
}

TEST(ParseApiObject, ALargeList_IsAccepted)
{
    std::string text = R"({"channels":["c")";
    for (int i = 0; i < 100'000; ++i)
        text += R"(,"c")";
    text += "]}";
    std::string why;
    EXPECT_TRUE(parse_api_object(text, why)) << why;
}

} // namespace
} // namespace ws::server
