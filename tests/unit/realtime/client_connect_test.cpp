#include "node_fixture.hpp"

namespace ws::test
{

using realtime::auth_failure;

class ClientConnect : public node_fixture
{
protected:
    std::vector<std::string> try_connect(peer& p, const std::string& members)
    {
        return p.say(R"({"id":1,"connect":{)" + members + "}}");
    }
};

TEST_F(ClientConnect, ValidToken_GetsItsReply)
{
    peer& p = open();
    const auto replies = try_connect(p, R"("token":"42","name":"js","version":"5","data":{"x":1},"flag":1)");
    ASSERT_EQ(replies.size(), 1u);
    const std::string id = client_id(replies[0]);
    EXPECT_THAT(
        id, testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_EQ(
        replies[0],
        R"({"id":1,"connect":{"client":")" + id + R"(","version":"1.2.3","ping":25,"pong":true}})");
    EXPECT_EQ(node().info().num_clients, 1u);
    EXPECT_EQ(node().info().num_users, 1u);
}

TEST_F(ClientConnect, Connections_HaveIdsOfTheirOwn) { EXPECT_NE(connect().id, connect().id); }

TEST_F(ClientConnect, TokenThatExpires_TellsTheTtl)
{
    auth.add_user("short", "42").expires = in(90s);
    peer& p = open();
    EXPECT_THAT(
        try_connect(p, R"("token":"short")"), ElementsAre(testing::HasSubstr(R"("expires":true,"ttl":90)")));
}

TEST_F(ClientConnect, FractionsOfASecond_AreRoundedUp)
{
    auth.add_user("short", "42").expires = in(90s);
    now += 1ms;
    peer& p = open();
    EXPECT_THAT(try_connect(p, R"("token":"short")"), ElementsAre(testing::HasSubstr(R"("ttl":90)")));
    now += 89s;
    peer& q = open();
    EXPECT_THAT(try_connect(q, R"("token":"short")"), ElementsAre(testing::HasSubstr(R"("ttl":1,)")));
}

TEST_F(ClientConnect, TokenForAges_IsCutToAYear)
{
    auth.add_user("ages", "42").expires = std::chrono::sys_seconds(253402300799s); // the end of the year 9999
    peer& p = open();
    EXPECT_THAT(try_connect(p, R"("token":"ages")"), ElementsAre(testing::HasSubstr(R"("ttl":31536000)")));
    pass(400 * 24h, 24h);
    EXPECT_NE(p.code(), 3005);
}

TEST_F(ClientConnect, InvalidToken_Closes3500)
{
    peer& p = open();
    EXPECT_THAT(try_connect(p, R"("token":"forged")"), IsEmpty());
    EXPECT_EQ(p.code(), 3500);
    EXPECT_EQ(p.reason(), "invalid token");
}

TEST_F(ClientConnect, ExpiredToken_Is109)
{
    auth.connections["old"] = auth_failure::expired;
    peer& p = open();
    EXPECT_THAT(
        try_connect(p, R"("token":"old")"),
        ElementsAre(R"({"id":1,"error":{"code":109,"message":"token expired"}})"));
    EXPECT_FALSE(p.socket.closed_with);
    EXPECT_EQ(node().info().num_clients, 0u);
}

TEST_F(ClientConnect, TokenThatCannotBeCheckedNow_IsTemporary)
{
    auth.connections["t"] = auth_failure::unavailable;
    peer& p = open();
    EXPECT_THAT(
        try_connect(p, R"("token":"t")"),
        ElementsAre(R"({"id":1,"error":{"code":100,"message":"internal server error","temporary":true}})"));
}

TEST_F(ClientConnect, CredentialsThatHaveExpired_Are110)
{
    auth.add_user("t", "42").expires = in(0s);
    peer& p = open();
    EXPECT_THAT(
        try_connect(p, R"("token":"t")"),
        ElementsAre(R"({"id":1,"error":{"code":110,"message":"expired"}})"));
}

TEST_F(ClientConnect, TokenWithoutUser_Closes3500)
{
    auth.add_user("nobody", "");
    peer& p = open();
    EXPECT_THAT(try_connect(p, R"("token":"nobody")"), IsEmpty());
    EXPECT_EQ(p.code(), 3500);
}

TEST_F(ClientConnect, NoToken_Closes3501AndSaysWhy)
{
    peer& p = open();
    EXPECT_THAT(try_connect(p, ""), IsEmpty());
    EXPECT_EQ(p.code(), 3501);
    EXPECT_EQ(p.reason(), "bad request: no token");
}

TEST_F(ClientConnect, Insecure_LetsAnonymousIn)
{
    options.insecure = true;
    auth.add_user("nobody", "");
    peer& p = open();
    EXPECT_EQ(try_connect(p, "").size(), 1u);
    peer& q = open();
    EXPECT_EQ(try_connect(q, R"("token":"nobody")").size(), 1u);
    EXPECT_EQ(node().info().num_clients, 2u);
    EXPECT_EQ(node().info().num_users, 1u);
}

TEST_F(ClientConnect, Insecure_StillChecksTokens)
{
    options.insecure = true;
    auth.connections["old"] = auth_failure::expired;
    peer& p = open();
    try_connect(p, R"("token":"forged")");
    EXPECT_EQ(p.code(), 3500);
    peer& q = open();
    EXPECT_THAT(try_connect(q, R"("token":"old")"), ElementsAre(testing::HasSubstr("109")));
}

TEST_F(ClientConnect, Insecure_ConnectionsNeverExpire)
{
    options.insecure = true;
    auth.add_user("short", "42").expires = in(5s);
    peer& p = open();
    EXPECT_THAT(
        try_connect(p, R"("token":"short")"), ElementsAre(testing::Not(testing::HasSubstr("expires"))));
}

TEST_F(ClientConnect, NoPings_AreNotAnnounced)
{
    options.ping_interval = 0s;
    peer& p = open();
    EXPECT_THAT(try_connect(p, R"("token":"42")"), ElementsAre(testing::Not(testing::HasSubstr("ping"))));
    EXPECT_THAT(p.socket.frames.back().payload, testing::Not(testing::HasSubstr("pong")));
    pass(60s);
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientConnect, DisconnectOfTheUserWhileConnectWaits_Holds)
{
    namespaces["me"].access = realtime::channel_access::user;
    namespaces["me"].connect = true;
    namespaces["me"].history_size = 1;
    namespaces["me"].history_ttl = 60s;
    namespaces["me"].force_recovery = true;
    peer& p = open();
    history->reads.shut();
    EXPECT_THAT(try_connect(p, R"("token":"42")"), IsEmpty());
    realtime::disconnect_call call;
    call.who.user = "42";
    EXPECT_TRUE(node().disconnect_user(call));
    EXPECT_EQ(p.code(), 3503);
    history->reads.open();
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_EQ(node().info().num_subs, 0u);
}

TEST_F(ClientConnect, Tokens_AreNeverLogged)
{
    auth.add_user("tok-good", "42");
    auth.connections["tok-old"] = auth_failure::expired;
    auth.connections["tok-later"] = auth_failure::unavailable;
    for (const char* token : {"tok-good", "tok-old", "tok-later", "tok-forged"})
    {
        peer& p = open();
        try_connect(p, R"("name":"js","token":")" + std::string(token) + '"');
        if (!p.socket.closed_with)
            p.say(R"({"id":2,"subscribe":{"channel":"closed:1","token":"tok-sub"}})"
                  "\n"
                  R"({"id":3,"refresh":{"token":"tok-other"}})");
    }
    EXPECT_THAT(log_lines, testing::Contains(testing::HasSubstr("client_connected")));
    EXPECT_THAT(log_lines, testing::Each(testing::Not(testing::HasSubstr("tok-"))));
}

} // namespace ws::test
