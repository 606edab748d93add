#include "node_fixture.hpp"

namespace ws::test
{

class ClientSubRefresh : public node_fixture
{
protected:
    ClientSubRefresh() { auth.add_subscription("first", "42", "room:1").expires = in(60s); }

    peer& subscribed()
    {
        peer& p = connect();
        p.say(R"({"id":2,"subscribe":{"channel":"room:1","token":"first"}})");
        return p;
    }
    std::vector<std::string> refresh(peer& p, const std::string& token, const std::string& channel = "room:1")
    {
        return p.say(R"({"id":3,"sub_refresh":{"channel":")" + channel + R"(","token":")" + token + R"("}})");
    }
};

TEST_F(ClientSubRefresh, LaterToken_MovesTheExpiry)
{
    auth.add_subscription("next", "42", "room:1").expires = in(600s);
    peer& p = subscribed();
    EXPECT_THAT(refresh(p, "next"), ElementsAre(R"({"id":3,"sub_refresh":{"expires":true,"ttl":600}})"));
    now += 500s;
    pass(10s);
    EXPECT_THAT(p.hear(), IsEmpty());
}

TEST_F(ClientSubRefresh, TokenWithoutExpiry_EndsTheExpiry)
{
    auth.add_subscription("ever", "42", "room:1");
    peer& p = subscribed();
    EXPECT_THAT(refresh(p, "ever"), ElementsAre(R"({"id":3,"sub_refresh":{}})"));
    now += 24h;
    pass(10s);
    EXPECT_EQ(node().info().num_subs, 1u);
}

TEST_F(ClientSubRefresh, NewInfo_IsStored)
{
    auth.add_subscription("next", "42", "room:1").info = R"({"seat":2})";
    peer& p = subscribed();
    refresh(p, "next");
    EXPECT_EQ(node().presence("room:1")->clients.at(0).chan_info, R"({"seat":2})");
}

TEST_F(ClientSubRefresh, NotSubscribed_Is103)
{
    peer& p = subscribed();
    EXPECT_THAT(
        refresh(p, "first", "room:2"),
        ElementsAre(R"({"id":3,"error":{"code":103,"message":"permission denied"}})"));
}

TEST_F(ClientSubRefresh, EmptyToken_Is107)
{
    peer& p = subscribed();
    EXPECT_THAT(refresh(p, ""), ElementsAre(R"({"id":3,"error":{"code":107,"message":"bad request"}})"));
}

TEST_F(ClientSubRefresh, ServerSideSubscription_Closes3501)
{
    peer& p = connect();
    realtime::subscribe_call call;
    call.who.user = "42";
    call.channel = "room:1";
    EXPECT_TRUE(run(io, node().subscribe_user(call)));
    p.hear();
    EXPECT_THAT(refresh(p, "first"), IsEmpty());
    EXPECT_EQ(p.code(), 3501);
}

TEST_F(ClientSubRefresh, InvalidToken_Closes3500)
{
    peer& p = subscribed();
    EXPECT_THAT(refresh(p, "forged"), IsEmpty());
    EXPECT_EQ(p.code(), 3500);
}

TEST_F(ClientSubRefresh, TokenOfSomethingElse_Closes3500)
{
    auth.add_subscription("user", "43", "room:1");
    auth.add_subscription("channel", "42", "room:2");
    auth.add_subscription("client", "42", "room:1").client = "somebody";
    for (const char* token : {"user", "channel", "client"})
    {
        peer& p = subscribed();
        EXPECT_THAT(refresh(p, token), IsEmpty()) << token;
        EXPECT_EQ(p.code(), 3500) << token;
    }
}

TEST_F(ClientSubRefresh, ExpiredToken_Closes3006)
{
    auth.expired_subscriptions.insert("old");
    auth.add_subscription("late", "42", "room:1").expires = in(0s);
    for (const char* token : {"old", "late"})
    {
        peer& p = subscribed();
        EXPECT_THAT(refresh(p, token), IsEmpty()) << token;
        EXPECT_EQ(p.code(), 3006) << token;
        EXPECT_EQ(p.reason(), "subscription expired") << token;
    }
}

} // namespace ws::test
