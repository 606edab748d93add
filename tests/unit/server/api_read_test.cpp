#include "unit/server/api_fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ws::server
{
namespace
{

constexpr const char* not_available = R"({"error":{"code":108,"message":"not available"}})";

class ApiRead : public test::api_fixture
{
};

TEST_F(ApiRead, Presence_ShowsWhoIsThere)
{
    EXPECT_EQ(call("presence", R"({"channel":"chat:1"})"), R"({"result":{"presence":{}}})");
    EXPECT_EQ(
        call("presence_stats", R"({"channel":"chat:1"})"), R"({"result":{"num_clients":0,"num_users":0}})");
    connect("anna");
    connect("anna");
    call("subscribe", R"({"user":"anna","channel":"chat:1"})");
    settle();
    EXPECT_NE(call("presence", R"({"channel":"chat:1"})").find(R"("user":"anna")"), std::string::npos);
    EXPECT_EQ(
        call("presence_stats", R"({"channel":"chat:1"})"), R"({"result":{"num_clients":2,"num_users":1}})");
}

TEST_F(ApiRead, WhatTheNamespaceHasNot_IsNotAvailable)
{
    for (const char* method : {"presence", "presence_stats", "history"})
        EXPECT_EQ(call(method, R"({"channel":"plain:1"})"), not_available) << method;
}

TEST_F(ApiRead, History_IsReadForwardsBackwardsAndFromAPosition)
{
    for (const char* data : {"1", "2", "3"})
        call("publish", std::string(R"({"channel":"chat:1","data":)") + data + "}");
    const auto position = boost::json::parse(call("history", R"({"channel":"chat:1"})")).at("result");
    EXPECT_EQ(position.at("offset"), 3);
    EXPECT_TRUE(position.at("publications").as_array().empty());
    const std::string epoch = boost::json::serialize(position.at("epoch"));

    const auto numbers = [&](const std::string& options)
    {
        std::string found;
        const auto page = boost::json::parse(call("history", R"({"channel":"chat:1",)" + options + "}"));
        for (const auto& publication : page.at("result").at("publications").as_array())
            found += boost::json::serialize(publication.at("data"));
        return found;
    };
    EXPECT_EQ(numbers(R"("limit":-1)"), "123");
    EXPECT_EQ(numbers(R"("limit":2)"), "12");
    EXPECT_EQ(numbers(R"("limit":2,"reverse":true)"), "32");
    EXPECT_EQ(numbers(R"("limit":-1,"since":{"offset":1,"epoch":)" + epoch + "}"), "23");
}

TEST_F(ApiRead, HistoryOfAnotherEpoch_IsUnrecoverable)
{
    EXPECT_EQ(
        call("history", R"({"channel":"chat:1","limit":1,"since":{"offset":1,"epoch":"other"}})"),
        R"({"error":{"code":112,"message":"unrecoverable position"}})");
}

TEST_F(ApiRead, Channels_AreFilteredByAGlob)
{
    connect("anna");
    for (const char* channel : {"plain:a1", "plain:b1"})
        call("subscribe", std::string(R"({"user":"anna","channel":")") + channel + "\"}");
    EXPECT_EQ(
        call("channels", R"({"pattern":"plain:a*"})"),
        R"({"result":{"channels":{"plain:a1":{"num_clients":1}}}})");
    EXPECT_EQ(call("channels", R"({"pattern":"chat:*"})"), R"({"result":{"channels":{}}})");
}

TEST_F(ApiRead, Info_DescribesTheNode)
{
    connect("anna");
    connect("ben");
    call("subscribe", R"({"user":"anna","channel":"plain:1"})");
    const auto nodes = boost::json::parse(call("info", "{}")).at("result").at("nodes").as_array();
    ASSERT_EQ(nodes.size(), 1U);
    EXPECT_FALSE(nodes[0].at("uid").as_string().empty());
    EXPECT_EQ(nodes[0].at("name"), "imagineo-ws");
    EXPECT_EQ(nodes[0].at("num_clients"), 2);
    EXPECT_EQ(nodes[0].at("num_users"), 2);
    EXPECT_EQ(nodes[0].at("num_channels"), 1);
    EXPECT_EQ(nodes[0].at("num_subs"), 1);
    EXPECT_EQ(nodes[0].at("uptime"), 0);
}

TEST_F(ApiRead, Rpc_IsAnUnknownMethod)
{
    EXPECT_EQ(call("rpc", R"({"method":"x"})"), R"({"error":{"code":104,"message":"method not found"}})");
}

} // namespace
} // namespace ws::server
