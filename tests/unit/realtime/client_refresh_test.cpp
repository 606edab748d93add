#include "node_fixture.hpp"

namespace ws::test
{

using realtime::auth_failure;

class ClientRefresh : public node_fixture
{
protected:
    ClientRefresh() { auth.add_user("first", "42").expires = in(60s); }

    std::vector<std::string> refresh(peer& p, const std::string& token)
    {
        return p.say(R"({"id":2,"refresh":{"token":")" + token + R"("}})");
    }
};

TEST_F(ClientRefresh, LaterToken_MovesTheExpiry)
{
    peer& p = connect("first");
    auth.add_user("next", "42").expires = in(600s);
    EXPECT_THAT(
        refresh(p, "next"),
        ElementsAre(R"({"id":2,"refresh":{"client":")" + p.id + R"(","expires":true,"ttl":600}})"));
    now += 121s;
    pass(8s); // before any ping
    EXPECT_FALSE(p.socket.closed_with);
    now += 540s;
    pass(26s);
    EXPECT_EQ(p.code(), 3005);
}

TEST_F(ClientRefresh, TokenWithoutExpiry_EndsTheExpiry)
{
    peer& p = connect("first");
    EXPECT_THAT(refresh(p, "42"), ElementsAre(R"({"id":2,"refresh":{"client":")" + p.id + R"("}})"));
    now += 24h;
    pass(11s);
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientRefresh, EmptyToken_Closes3501)
{
    peer& p = connect("first");
    EXPECT_THAT(refresh(p, ""), IsEmpty());
    EXPECT_EQ(p.code(), 3501);
}

TEST_F(ClientRefresh, InvalidToken_Closes3500)
{
    peer& p = connect("first");
    EXPECT_THAT(refresh(p, "forged"), IsEmpty());
    EXPECT_EQ(p.code(), 3500);
}

TEST_F(ClientRefresh, AnotherUsersToken_Closes3500)
{
    peer& p = connect("first");
    EXPECT_THAT(refresh(p, "43"), IsEmpty());
    EXPECT_EQ(p.code(), 3500);
}

TEST_F(ClientRefresh, ExpiredToken_Closes3005)
{
    auth.connections["old"] = auth_failure::expired;
    peer& p = connect("first");
    EXPECT_THAT(refresh(p, "old"), IsEmpty());
    EXPECT_EQ(p.code(), 3005);
}

TEST_F(ClientRefresh, ExpiryInThePast_Closes3005)
{
    auth.add_user("late", "42").expires = in(0s);
    peer& p = connect("first");
    EXPECT_THAT(refresh(p, "late"), IsEmpty());
    EXPECT_EQ(p.code(), 3005);
}

TEST_F(ClientRefresh, TokenThatCannotBeCheckedNow_IsTemporary)
{
    auth.connections["t"] = auth_failure::unavailable;
    peer& p = connect("first");
    EXPECT_THAT(refresh(p, "t"), ElementsAre(testing::HasSubstr(R"("temporary":true)")));
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientRefresh, OtherChannelsInTheToken_Close3010)
{
    auth.add_user("with", "42").subscriptions["plain:1"] = {};
    auth.add_user("same", "42").subscriptions["plain:1"] = {};
    auth.add_user("other", "42").subscriptions["plain:2"] = {};
    auth.add_user("more", "42").subscriptions = {{"plain:1", {}}, {"plain:2", {}}};
    peer& same = connect("with");
    EXPECT_EQ(refresh(same, "same").size(), 1u);
    for (const char* token : {"other", "more", "42"})
    {
        peer& p = connect("with");
        EXPECT_THAT(refresh(p, token), IsEmpty()) << token;
        EXPECT_EQ(p.code(), 3010) << token;
    }
    peer& bare = connect("42");
    refresh(bare, "with");
    EXPECT_EQ(bare.code(), 3010);
}

TEST_F(ClientRefresh, SubscriptionsNotOfTheToken_DoNotCount)
{
    peer& p = connect("first");
    p.say(R"({"id":9,"subscribe":{"channel":"plain:1"}})");
    EXPECT_EQ(refresh(p, "42").size(), 1u);
}

TEST_F(ClientRefresh, NewInfo_ReplacesTheOld)
{
    auth.add_user("a", "42").info = R"({"n":1})";
    auth.add_user("b", "42").info = R"({"n":2})";
    peer& p = connect("a");
    p.say(R"({"id":9,"subscribe":{"channel":"room:1"}})");
    EXPECT_EQ(node().presence("room:1")->clients.at(0).conn_info, R"({"n":1})");
    refresh(p, "b");
    EXPECT_EQ(node().presence("room:1")->clients.at(0).conn_info, R"({"n":2})");
    refresh(p, "42");
    EXPECT_EQ(node().presence("room:1")->clients.at(0).conn_info, R"({"n":2})")
        << "no info: the old one stays";
    realtime::disconnect_call call;
    call.who = {"42", p.id, ""};
    node().disconnect_user(call);
    EXPECT_EQ(p.code(), 3503) << "it is still found by its id";
}

TEST_F(ClientRefresh, SlowCheck_HoldsTheNextCommandBack)
{
    peer& p = connect("first");
    auth.slow.shut();
    EXPECT_THAT(
        p.say(R"({"id":2,"refresh":{"token":"42"}})"
              "\n"
              R"({"id":3,"rpc":{}})"),
        IsEmpty());
    auth.slow.open();
    const auto replies = p.hear();
    ASSERT_EQ(replies.size(), 2u);
    EXPECT_THAT(replies[0], testing::HasSubstr("refresh"));
}

TEST_F(ClientRefresh, Insecure_NeverExpires)
{
    options.insecure = true;
    peer& p = connect("first");
    EXPECT_THAT(refresh(p, "first"), ElementsAre(R"({"id":2,"refresh":{"client":")" + p.id + R"("}})"));
}

} // namespace ws::test
