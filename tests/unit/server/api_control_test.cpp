#include "unit/server/api_fixture.hpp"

namespace ws::server
{
namespace
{

constexpr const char* done = R"({"result":{}})";
constexpr const char* bad_request = R"({"error":{"code":107,"message":"bad request"}})";

class ApiControl : public test::api_fixture
{
};

TEST_F(ApiControl, Subscribe_PushesAndDelivers)
{
    auto& anna = connect("anna");
    auto& ben = connect("ben");
    EXPECT_EQ(call("subscribe", R"({"user":"anna","channel":"plain:1","data":{"hello":1}})"), done);
    call("publish", R"({"channel":"plain:1","data":"x"})");
    settle();
    EXPECT_NE(anna.sent.find(R"("subscribe":{"data":{"hello":1}})"), std::string::npos) << anna.sent;
    EXPECT_NE(anna.sent.find(R"("pub":{"data":"x"})"), std::string::npos) << anna.sent;
    EXPECT_EQ(ben.sent.find("plain:1"), std::string::npos) << ben.sent;
}

TEST_F(ApiControl, SubscribeToUnknownNamespace_IsAnError)
{
    EXPECT_EQ(
        call("subscribe", R"({"user":"anna","channel":"nowhere:1"})"),
        R"({"error":{"code":102,"message":"unknown channel"}})");
}

TEST_F(ApiControl, SubscribeWithInfoAndOverride_ChangesTheSubscription)
{
    connect("anna");
    EXPECT_EQ(call("subscribe", R"({"user":"anna","channel":"plain:1","b64info":"eyJhIjogMn0="})"), done);
    EXPECT_EQ(
        call(
            "subscribe",
            R"({"user":"anna","channel":"chat:1","info":{"a": 2},"override":{"presence":{"value":true}}})"),
        done);
    settle();
    EXPECT_NE(call("presence", R"({"channel":"chat:1"})").find(R"("chan_info":{"a":2})"), std::string::npos);
}

TEST_F(ApiControl, Unsubscribe_EndsOneOrAll)
{
    auto& anna = connect("anna");
    for (const char* channel : {"plain:1", "plain:2", "plain:3"})
        call("subscribe", std::string(R"({"user":"anna","channel":")") + channel + "\"}");
    EXPECT_EQ(call("unsubscribe", R"({"user":"anna","channel":"plain:2"})"), done);
    settle();
    EXPECT_NE(anna.sent.find(R"("unsubscribe":{"code":2000)"), std::string::npos) << anna.sent;
    EXPECT_EQ(call("channels", R"({"pattern":"*2"})"), R"({"result":{"channels":{}}})");
    EXPECT_NE(call("channels", "{}").find("plain:3"), std::string::npos);
    EXPECT_EQ(call("unsubscribe", R"({"user":"anna"})"), done);
    settle();
    EXPECT_EQ(call("channels", "{}"), R"({"result":{"channels":{}}})");
}

TEST_F(ApiControl, Disconnect_ClosesWith3503UnlessToldOtherwise)
{
    auto& anna = connect("anna");
    auto& ben = connect("ben");
    EXPECT_EQ(call("disconnect", R"({"user":"anna"})"), done);
    EXPECT_EQ(call("disconnect", R"({"user":"ben","disconnect":{"code":4001,"reason":"moved"}})"), done);
    settle();
    EXPECT_EQ(anna.closed_with, 3503);
    EXPECT_EQ(ben.closed_with, 4001);
    EXPECT_EQ(ben.close_reason, "moved");
}

TEST_F(ApiControl, DisconnectWithACauseThatClientsMisread_IsABadRequest)
{
    auto& anna = connect("anna");
    const std::string too_long(124, 'x');
    const std::string causes[] = {
        R"({"code":2999,"reason":"x"})",
        R"({"code":5000,"reason":"x"})",
        R"({"code":68536,"reason":"x"})", // 3000 in 16 bits
        R"({"reason":"x"})",
        R"({"code":4000})",
        R"({"code":4000,"reason":""})",
        R"({"code":4000,"reason":"   "})",
        R"({"code":4000,"reason":"7"})",
        R"({"code":4000,"reason":" true "})",
        R"({"code":4000,"reason":"{\"reconnect\":true}"})",
        R"({"code":4000,"reason":"\"text\""})",
        R"({"code":4000,"reason":")" + too_long + "\"}",
    };
    for (const auto& cause : causes)
        EXPECT_EQ(call("disconnect", R"({"user":"anna","disconnect":)" + cause + "}"), bad_request) << cause;
    settle();
    EXPECT_EQ(anna.closed_with, 0);
    for (const char* reason : {"7 days are over", "true story", "-", "ä"})
        EXPECT_EQ(
            call(
                "disconnect",
                std::string(R"({"user":"x","disconnect":{"code":4000,"reason":")") + reason + "\"}}"),
            done)
            << reason;
}

TEST_F(ApiControl, Refresh_SetsExpiryOrEndsIt)
{
    auto& anna = connect("anna");
    EXPECT_EQ(call("refresh", R"({"user":"anna","expire_at":60})"), done);
    settle();
    EXPECT_NE(anna.sent.find(R"("refresh":{"expires":true,"ttl":60})"), std::string::npos) << anna.sent;
    EXPECT_EQ(call("refresh", R"({"user":"anna","expired":true})"), done);
    settle();
    EXPECT_EQ(anna.closed_with, 3005);
    EXPECT_EQ(call("refresh", R"({"user":"anna","expire_at":-1})"), bad_request);
}

TEST_F(ApiControl, ActingOnNobody_IsNoError)
{
    for (const char* method : {"subscribe", "unsubscribe", "disconnect", "refresh"})
        EXPECT_EQ(call(method, R"({"user":"nobody","channel":"plain:1"})"), done) << method;
}

} // namespace
} // namespace ws::server
