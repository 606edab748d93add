#include "realtime/wire_json_decode.hpp"

#include <ws/realtime/wire_format.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ws::realtime
{
namespace
{

/// The command's body; fails the test when it is another kind.
template <class Body>
Body decoded(std::string_view text)
{
    std::string why;
    auto c = decode_json_command(text, why);
    EXPECT_TRUE(c) << text << " → " << why;
    if (!c || !std::holds_alternative<Body>(c->body))
    {
        ADD_FAILURE() << text << " is another kind of command";
        return {};
    }
    return std::get<Body>(std::move(c->body));
}

std::string refusal(std::string_view text)
{
    std::string why;
    const auto c = decode_json_command(text, why);
    EXPECT_FALSE(c) << text;
    return why;
}

std::uint32_t id_of(std::string_view text)
{
    std::string why;
    const auto c = decode_json_command(text, why);
    EXPECT_TRUE(c) << text << " → " << why;
    return c ? c->id : 0;
}

} // namespace

TEST(JsonDecode, Connect_ReadsEveryMember)
{
    const auto c = decoded<connect_command>(
        R"({"id":1,"connect":{"token":"t","data":{"a": 1},"name":"js","version":"5.7","flag":1,)"
        R"("headers":{"x":"y"},"subs":{"a":{"recover":true,"offset":7,"epoch":"e"},"b":{}}}})");
    EXPECT_EQ(c.token, "t");
    EXPECT_EQ(c.data, R"({"a":1})");
    EXPECT_EQ(c.name, "js");
    EXPECT_EQ(c.version, "5.7");
    ASSERT_EQ(c.subs.size(), 2u);
    EXPECT_TRUE(c.subs.at("a").recover);
    EXPECT_EQ(c.subs.at("a").position, (stream_position{7, "e"}));
    EXPECT_FALSE(c.subs.at("b").recover);
    EXPECT_EQ(c.subs.at("b").position, stream_position());
}

TEST(JsonDecode, Subscribe_ReadsEveryMember)
{
    const auto c = decoded<subscribe_command>(
        R"({"id":2,"subscribe":{"channel":"a:b","token":"t","data":[1, 2],"recover":true,"offset":3,)"
        R"("epoch":"e","positioned":true,"recoverable":true,"join_leave":true,"delta":"fossil",)"
        R"("tf":{"key":"k"},"flag":3,"type":1}})");
    EXPECT_EQ(c.channel, "a:b");
    EXPECT_EQ(c.token, "t");
    EXPECT_EQ(c.data, "[1,2]");
    EXPECT_TRUE(c.recover);
    EXPECT_EQ(c.position, (stream_position{3, "e"}));
    EXPECT_TRUE(c.positioned);
    EXPECT_TRUE(c.recoverable);
    EXPECT_TRUE(c.join_leave);
    EXPECT_EQ(c.delta, "fossil");
    EXPECT_TRUE(c.has_tags_filter);
    EXPECT_EQ(c.flag, 3);
    EXPECT_EQ(c.type, 1);
}

TEST(JsonDecode, OtherCommands_ReadEveryMember)
{
    EXPECT_EQ(decoded<unsubscribe_command>(R"({"id":1,"unsubscribe":{"channel":"c"}})").channel, "c");
    const auto publish = decoded<publish_command>(R"({"id":1,"publish":{"channel":"c","data":1,"type":1}})");
    EXPECT_EQ(publish.channel, "c");
    EXPECT_EQ(publish.data, "1");
    EXPECT_EQ(publish.type, 1);
    EXPECT_EQ(decoded<presence_command>(R"({"id":1,"presence":{"channel":"c"}})").channel, "c");
    EXPECT_EQ(decoded<presence_stats_command>(R"({"id":1,"presence_stats":{"channel":"c"}})").channel, "c");
    const auto history = decoded<history_command>(
        R"({"id":1,"history":{"channel":"c","limit":-1,"reverse":true,"since":{"offset":9,"epoch":"e"}}})");
    EXPECT_EQ(history.channel, "c");
    EXPECT_EQ(history.limit, -1);
    EXPECT_TRUE(history.reverse);
    EXPECT_EQ(history.since, (stream_position{9, "e"}));
    const auto rpc = decoded<rpc_command>(R"({"id":1,"rpc":{"method":"m","data":"d"}})");
    EXPECT_EQ(rpc.method, "m");
    EXPECT_EQ(rpc.data, R"("d")");
    EXPECT_EQ(decoded<send_command>(R"({"send":{"data":true}})").data, "true");
    EXPECT_EQ(decoded<refresh_command>(R"({"id":1,"refresh":{"token":"t"}})").token, "t");
    const auto sub_refresh =
        decoded<sub_refresh_command>(R"({"id":1,"sub_refresh":{"channel":"c","token":"t","type":2}})");
    EXPECT_EQ(sub_refresh.channel, "c");
    EXPECT_EQ(sub_refresh.token, "t");
    EXPECT_EQ(sub_refresh.type, 2);
    decoded<ping_command>(R"({"id":1,"ping":{}})");
}

TEST(JsonDecode, MissingMembers_AreZero)
{
    EXPECT_EQ(decoded<connect_command>(R"({"id":1,"connect":{}})").token, "");
    const auto s = decoded<subscribe_command>(R"({"id":1,"subscribe":{}})");
    EXPECT_EQ(s.channel, "");
    EXPECT_EQ(s.data, "");
    EXPECT_EQ(s.position, stream_position());
    EXPECT_FALSE(s.recover || s.positioned || s.recoverable || s.join_leave || s.has_tags_filter);
    EXPECT_EQ(s.flag, 0);
    EXPECT_EQ(decoded<publish_command>(R"({"id":1,"publish":{}})").data, "");
    const auto h = decoded<history_command>(R"({"id":1,"history":{}})");
    EXPECT_EQ(h.limit, 0);
    EXPECT_FALSE(h.since.has_value());
    EXPECT_EQ(decoded<history_command>(R"({"id":1,"history":{"since":{}}})").since, stream_position());
}

TEST(JsonDecode, NullMembers_AreAbsent)
{
    const auto s = decoded<subscribe_command>(
        R"({"id":1,"connect":null,"subscribe":{"channel":null,"token":null,"recover":null,"offset":null,)"
        R"("epoch":null,"flag":null,"tf":null}})");
    EXPECT_EQ(s.channel, "");
    EXPECT_FALSE(s.has_tags_filter);
    EXPECT_EQ(id_of(R"({"id":null})"), 0u);
    const auto c = decoded<connect_command>(R"({"id":1,"connect":{"subs":{"a":null}}})");
    EXPECT_TRUE(c.subs.contains("a"));
    EXPECT_TRUE(decoded<connect_command>(R"({"id":1,"connect":{"subs":null}})").subs.empty());
    EXPECT_EQ(refusal(R"({"id":1,"connect":null})"), "unknown method");
}

TEST(JsonDecode, NullPayload_IsThePayloadNull)
{
    EXPECT_EQ(decoded<publish_command>(R"({"id":1,"publish":{"channel":"c","data":null}})").data, "null");
}

TEST(JsonDecode, WrongTypes_AreRefused)
{
    const std::vector<std::string> wrong{
        R"({"id":"1","connect":{}})",
        R"({"id":-1,"connect":{}})",
        R"({"id":1.5,"connect":{}})",
        R"({"id":4294967296,"connect":{}})",
        R"({"id":true,"connect":{}})",
        R"({"id":1,"connect":[]})",
        R"({"id":1,"connect":"x"})",
        R"({"id":1,"connect":{"token":1}})",
        R"({"id":1,"connect":{"name":{}}})",
        R"({"id":1,"connect":{"version":[]}})",
        R"({"id":1,"connect":{"subs":[]}})",
        R"({"id":1,"connect":{"subs":{"a":1}}})",
        R"({"id":1,"connect":{"subs":{"a":{"recover":1}}}})",
        R"({"id":1,"connect":{"subs":{"a":{"offset":"1"}}}})",
        R"({"id":1,"connect":{"subs":{"a":{"epoch":1}}}})",
        R"({"id":1,"subscribe":{"channel":1}})",
        R"({"id":1,"subscribe":{"token":false}})",
        R"({"id":1,"subscribe":{"recover":"true"}})",
        R"({"id":1,"subscribe":{"recover":1}})",
        R"({"id":1,"subscribe":{"offset":-1}})",
        R"({"id":1,"subscribe":{"offset":18446744073709551616}})",
        R"({"id":1,"subscribe":{"epoch":{}}})",
        R"({"id":1,"subscribe":{"positioned":0}})",
        R"({"id":1,"subscribe":{"recoverable":[]}})",
        R"({"id":1,"subscribe":{"join_leave":"yes"}})",
        R"({"id":1,"subscribe":{"delta":true}})",
        R"({"id":1,"subscribe":{"flag":"1"}})",
        R"({"id":1,"subscribe":{"type":1.5}})",
        R"({"id":1,"unsubscribe":{"channel":{}}})",
        R"({"id":1,"publish":{"channel":[]}})",
        R"({"id":1,"publish":{"type":"map"}})",
        R"({"id":1,"presence":{"channel":0}})",
        R"({"id":1,"presence_stats":{"channel":0}})",
        R"({"id":1,"history":{"channel":0}})",
        R"({"id":1,"history":{"limit":"all"}})",
        R"({"id":1,"history":{"reverse":1}})",
        R"({"id":1,"history":{"since":3}})",
        R"({"id":1,"history":{"since":{"offset":-3}}})",
        R"({"id":1,"history":{"since":{"epoch":3}}})",
        R"({"id":1,"rpc":{"method":1}})",
        R"({"id":1,"refresh":{"token":null,"x":1},"refresh":{}})",
        R"({"id":1,"refresh":{"token":{}}})",
        R"({"id":1,"sub_refresh":{"token":{}}})",
        R"({"id":1,"sub_refresh":{"type":"1"}})",
        R"({"id":1,"ping":true})",
        R"({"send":1})",
    };
    for (const std::string& text : wrong)
        EXPECT_FALSE(refusal(text).empty()) << text;
}

TEST(JsonDecode, WrongType_IsNamed)
{
    EXPECT_EQ(refusal(R"({"id":1,"connect":{"token":1}})"), "token must be a string");
    EXPECT_EQ(refusal(R"({"id":1,"subscribe":{"recover":1}})"), "recover must be a boolean");
    EXPECT_EQ(refusal(R"({"id":4294967296,"connect":{}})"), "id must be a smaller number");
    EXPECT_EQ(refusal(R"({"id":1,"connect":3})"), "connect must be an object");
}

TEST(JsonDecode, NoJsonObject_IsRefused)
{
    for (const std::string_view text :
         {"", " ", "[]", "1", "null", "\"connect\"", "{", R"({"id":1,"connect":{}}x)",
          R"({"id":1 "connect":{}})", R"({'id':1})", "{\"id\":1,\"rpc\":{\"data\":\"\xFF\"}}",
          R"({"id":1,"rpc":{"data":"\ud800"}})"})
        EXPECT_FALSE(refusal(text).empty()) << text;
}

TEST(JsonDecode, SeveralMethods_FirstInFixedOrderCounts)
{
    const std::vector<std::string> names{"connect", "ping",     "subscribe",      "unsubscribe",
                                         "publish", "presence", "presence_stats", "history",
                                         "rpc",     "send",     "refresh",        "sub_refresh"};
    using body = decltype(command::body);
    // Where the variant keeps each of them.
    const std::vector<std::size_t> kinds{body(connect_command()).index(),
                                         body(ping_command()).index(),
                                         body(subscribe_command()).index(),
                                         body(unsubscribe_command()).index(),
                                         body(publish_command()).index(),
                                         body(presence_command()).index(),
                                         body(presence_stats_command()).index(),
                                         body(history_command()).index(),
                                         body(rpc_command()).index(),
                                         body(send_command()).index(),
                                         body(refresh_command()).index(),
                                         body(sub_refresh_command()).index()};
    for (std::size_t first = 0; first < names.size(); ++first)
    {
        std::string text = "{";
        for (std::size_t i = names.size(); i-- > first;) // the last ones come first in the text
            text += '"' + names[i] + "\":{},";
        text += "\"id\":1}";
        std::string why;
        const auto c = decode_json_command(text, why);
        ASSERT_TRUE(c) << why;
        EXPECT_EQ(c->body.index(), kinds[first]) << names[first];
    }
}

TEST(JsonDecode, NoId_IsSendOrPong)
{
    decoded<pong>("{}");
    decoded<pong>(R"({"id":0})");
    decoded<pong>(R"({"connect":{}})");
    decoded<pong>(R"({"id":0,"subscribe":{"channel":"c"}})");
    decoded<send_command>(R"({"id":0,"send":{}})");
    decoded<send_command>(R"({"connect":{},"send":{}})");
}

TEST(JsonDecode, IdWithoutKnownMethod_IsRefused)
{
    EXPECT_EQ(refusal(R"({"id":1})"), "unknown method");
    EXPECT_EQ(refusal(R"({"id":1,"jump":{}})"), "unknown method");
    EXPECT_EQ(refusal(R"({"id":1,"Connect":{}})"), "unknown method");
}

TEST(JsonDecode, Ids_KeepTheirValue)
{
    EXPECT_EQ(id_of(R"({"id":1,"ping":{}})"), 1u);
    EXPECT_EQ(id_of(R"({"id":4294967295,"ping":{}})"), 4294967295u);
}

TEST(JsonDecode, UnknownMembers_AreIgnored)
{
    const auto c = decoded<connect_command>(
        R"({"x":[{}],"id":1,"connect":{"token":"t","profile":"p","dict":{"a":1},"headers":7}})");
    EXPECT_EQ(c.token, "t");
}

TEST(JsonDecode, EscapesInNames_MeanTheSame)
{
    const auto c = decoded<publish_command>(
        R"({"\u0069d":1,"publ\u0069sh":{"ch\u0061nnel":"a","d\u0061ta":{"k":[1, 2]}}})");
    EXPECT_EQ(c.channel, "a");
    EXPECT_EQ(c.data, R"({"k":[1,2]})");
}

TEST(JsonDecode, EscapesInStrings_AreResolved)
{
    EXPECT_EQ(
        decoded<presence_command>(R"({"id":1,"presence":{"channel":"a\"\\\n\u00e9\ud83d\ude00"}})").channel,
        "a\"\\\n\xC3\xA9\xF0\x9F\x98\x80");
}

TEST(JsonDecode, Payload_KeepsItsExactText)
{
    const auto data = [](std::string_view payload)
    {
        return decoded<publish_command>(
                   R"({"id":1,"publish":{"channel":"c","data":)" + std::string(payload) + "}}")
            .data;
    };
    for (const std::string_view text :
         {"1.10", "1e2", "-0", "-0.0", "12345678901234567890123456789", "1E+07", R"("\u0041\/")",
          R"({"b":1,"a":2})", "true", "false", "[[[]]]", R"("  a\n b ")"})
        EXPECT_EQ(data(text), text);
}

TEST(JsonDecode, PayloadWithLineBreaks_IsMinified)
{
    const auto c = decoded<publish_command>("{\"id\":1,\"publish\":{\"channel\":\"c\",\"data\": {\r\n\t\"a\" "
                                            ": [ 1 ,\r\n2 ],\n\"b c\" : \" \\n \" }\r\n}}");
    EXPECT_EQ(c.data, R"({"a":[1,2],"b c":" \n "})");
}

TEST(JsonDecode, MemberNamesInsidePayload_DoNotCount)
{
    const auto c = decoded<publish_command>(
        R"({"id":1,"publish":{"x":{"data":1,"channel":"no"},"data":{"data":2},"channel":"yes"}})");
    EXPECT_EQ(c.channel, "yes");
    EXPECT_EQ(c.data, R"({"data":2})");
}

TEST(JsonFrames, Commands_ArePartedByLineFeeds)
{
    const auto parts = [](std::string_view rest)
    {
        std::vector<std::string> found;
        while (const auto text = json_wire_format().next_command(rest))
            found.emplace_back(*text);
        return found;
    };
    using list = std::vector<std::string>;
    EXPECT_EQ(parts(""), list());
    EXPECT_EQ(parts("a"), (list{"a"}));
    EXPECT_EQ(parts("a\nb\nc"), (list{"a", "b", "c"}));
    EXPECT_EQ(parts("a\n"), (list{"a"})) << "one line feed at the end is allowed";
    EXPECT_EQ(parts("a\n\nb"), (list{"a", "", "b"})) << "a blank line is a command that does not parse";
    EXPECT_EQ(parts("\n"), (list{""}));
    EXPECT_EQ(parts("a\r\nb"), (list{"a\r", "b"})) << "a carriage return is white space";
}

} // namespace ws::realtime
