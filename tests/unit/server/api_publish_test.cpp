#include "unit/server/api_fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ws::server
{
namespace
{

class ApiPublish : public test::api_fixture
{
};

constexpr const char* bad_request = R"({"error":{"code":107,"message":"bad request"}})";
constexpr const char* unknown_channel = R"({"error":{"code":102,"message":"unknown channel"}})";

TEST_F(ApiPublish, WithHistory_GivesOffsetAndEpoch)
{
    call("publish", R"({"channel":"chat:1","data":1})");
    const auto body = boost::json::parse(call("publish", R"({"channel":"chat:1","data":2})"));
    EXPECT_EQ(body.at("result").at("offset"), 2);
    EXPECT_FALSE(body.at("result").at("epoch").as_string().empty());
}

TEST_F(ApiPublish, WithoutHistory_GivesAnEmptyResult)
{
    EXPECT_EQ(call("publish", R"({"channel":"plain:1","data":1})"), R"({"result":{}})");
    EXPECT_EQ(call("publish", R"({"channel":"chat:1","data":1,"skip_history":true})"), R"({"result":{}})");
}

TEST_F(ApiPublish, DataAndTags_ArriveAsTheyWereSent)
{
    auto& client = connect("anna");
    call("subscribe", R"({"user":"anna","channel":"plain:1"})");
    call(
        "publish",
        "{\"channel\":\"plain:1\",\"data\":{\"n\": 1.50,\n\"s\":\"<a b>\"},\"tags\":{\"k\":\"v\"}}");
    settle();
    EXPECT_NE(client.sent.find(R"({"data":{"n":1.50,"s":"<a b>"},"tags":{"k":"v"}})"), std::string::npos)
        << client.sent;
}

TEST_F(ApiPublish, UnusableRequest_IsAnErrorOfTheProtocol)
{
    EXPECT_EQ(call("publish", R"({"channel":"","data":1})"), bad_request);
    EXPECT_EQ(call("publish", R"({"channel":"chat:1"})"), bad_request);
    EXPECT_EQ(call("publish", R"({"channel":"chat:1","b64data":"%"})"), bad_request);
    EXPECT_EQ(call("publish", R"({"channel":"nowhere:1","data":1})"), unknown_channel);
    const std::string long_key(257, 'k');
    EXPECT_EQ(
        call("publish", R"({"channel":"chat:1","data":1,"idempotency_key":")" + long_key + "\"}"),
        bad_request);
    const std::string long_data(64 * 1024, 'x');
    EXPECT_EQ(call("publish", R"({"channel":"chat:1","data":")" + long_data + "\"}"), bad_request);
}

TEST_F(ApiPublish, SameIdempotencyKey_PublishesOnce)
{
    const auto publish = [&](const std::string& data)
    { return call("publish", R"({"channel":"chat:1","idempotency_key":"k","data":)" + data + "}"); };
    const std::string first = publish("1");
    EXPECT_EQ(publish(" 1"), first);
    EXPECT_EQ(publish("2"), R"({"error":{"code":113,"message":"conflict"}})");
    const auto history = boost::json::parse(call("history", R"({"channel":"chat:1","limit":-1})"));
    EXPECT_EQ(history.at("result").at("publications").as_array().size(), 1U);
}

TEST_F(ApiPublish, OldVersion_IsDropped)
{
    call("publish", R"({"channel":"chat:1","data":1,"version":5})");
    const auto old = boost::json::parse(call("publish", R"({"channel":"chat:1","data":2,"version":5})"));
    EXPECT_EQ(old.at("result").at("offset"), 1);
    const auto fresh = boost::json::parse(call("publish", R"({"channel":"chat:1","data":3,"version":6})"));
    EXPECT_EQ(fresh.at("result").at("offset"), 2);
}

TEST_F(ApiPublish, Broadcast_AnswersEachChannelInOrder)
{
    const auto body = boost::json::parse(
        call("broadcast", R"({"channels":["chat:1","nowhere:1","plain:1","chat:1"],"data":1})"));
    const auto& responses = body.at("result").at("responses").as_array();
    ASSERT_EQ(responses.size(), 4U);
    EXPECT_EQ(responses[0].at("result").at("offset"), 1);
    EXPECT_EQ(boost::json::serialize(responses[1]), unknown_channel);
    EXPECT_EQ(boost::json::serialize(responses[2]), R"({"result":{}})");
    EXPECT_EQ(responses[3].at("result").at("offset"), 2);
}

TEST_F(ApiPublish, BroadcastToManyChannels_AnswersThemAll)
{
    std::string channels = "\"plain:0\"";
    for (int i = 1; i < 1000; ++i)
        channels += ",\"plain:" + std::to_string(i) + '"';
    const auto body = boost::json::parse(call("broadcast", R"({"data":1,"channels":[)" + channels + "]}"));
    EXPECT_EQ(body.at("result").at("responses").as_array().size(), 1000U);
}

TEST_F(ApiPublish, BroadcastWithoutChannelsOrData_IsABadRequest)
{
    EXPECT_EQ(call("broadcast", R"({"channels":[],"data":1})"), bad_request);
    EXPECT_EQ(call("broadcast", R"({"data":1})"), bad_request);
    EXPECT_EQ(call("broadcast", R"({"channels":["chat:1"]})"), bad_request);
}

TEST_F(ApiPublish, HistoryRemove_ForgetsPublicationsAndKeepsThePosition)
{
    call("publish", R"({"channel":"chat:1","data":1})");
    EXPECT_EQ(call("history_remove", R"({"channel":"chat:1"})"), R"({"result":{}})");
    const auto page = boost::json::parse(call("history", R"({"channel":"chat:1","limit":-1})"));
    EXPECT_TRUE(page.at("result").at("publications").as_array().empty());
    EXPECT_EQ(page.at("result").at("offset"), 1);
    EXPECT_EQ(
        call("history_remove", R"({"channel":"plain:1"})"),
        R"({"error":{"code":108,"message":"not available"}})");
}

} // namespace
} // namespace ws::server
