#include "node_fixture.hpp"

namespace ws::test
{

/// Subscriptions that the server makes at connect.
class ClientServerSubs : public node_fixture
{
protected:
    ClientServerSubs()
    {
        auto& me = namespaces["me"];
        me.access = realtime::channel_access::user;
        me.connect = true;
        auto& tok = namespaces["tok"];
        tok.access = realtime::channel_access::token;
        tok.join_leave = tok.presence = true;
        tok.history_size = 10;
        tok.history_ttl = 60s;
    }

    std::string try_connect(peer& p, const std::string& token, const std::string& subs = "{}")
    {
        const auto replies = p.say(R"({"id":1,"connect":{"token":")" + token + R"(","subs":)" + subs + "}}");
        return replies.empty() ? "" : replies.front();
    }

    static std::string subs_in(const std::string& reply)
    {
        const std::size_t at = reply.find(R"("subs":)");
        const std::size_t end = reply.find(R"(,"ping")");
        return at == std::string::npos ? "" : reply.substr(at + 7, end - at - 7);
    }
};

TEST_F(ClientServerSubs, OwnChannel_IsSubscribed)
{
    peer& p = open();
    EXPECT_EQ(subs_in(try_connect(p, "42")), R"({"me:42":{}})");
    publish("me:42", "1");
    publish("me:43", "2");
    EXPECT_THAT(p.hear(), ElementsAre(R"({"push":{"channel":"me:42","pub":{"data":1}}})"));
}

TEST_F(ClientServerSubs, UserWhoseIdIsNoChannelName_GoesWithout)
{
    auth.add_user("t", "\xC3\xA9");
    peer& p = open();
    EXPECT_EQ(subs_in(try_connect(p, "t")), "");
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientServerSubs, ChannelsOfTheToken_BringTheirInfoAndData)
{
    auth::token_subscription grant;
    grant.info = R"({"role":"x"})";
    grant.data = R"([1])";
    grant.override.force_recovery = true;
    auth.add_user("t", "42").subscriptions["tok:1"] = grant;
    peer& p = open();
    const std::string reply = try_connect(p, "t");
    const std::string epoch = publish("tok:1", "1").epoch;
    EXPECT_EQ(
        subs_in(reply), R"({"tok:1":{"recoverable":true,"epoch":")" + epoch +
                            R"(","positioned":true,"data":[1]},"me:42":{}})");
    const auto there = node().presence("tok:1");
    ASSERT_EQ(there->clients.size(), 1u);
    EXPECT_EQ(there->clients[0].chan_info, R"({"role":"x"})");
}

TEST_F(ClientServerSubs, ChannelsOfTheToken_NeedNoPermission)
{
    auth.add_user("t", "42").subscriptions["$closed:1"] = {};
    peer& p = open();
    EXPECT_EQ(subs_in(try_connect(p, "t")), R"({"$closed:1":{},"me:42":{}})");
}

TEST_F(ClientServerSubs, Wishes_AreGrantedWhereTheClientCouldSubscribe)
{
    peer& p = open();
    EXPECT_EQ(
        subs_in(try_connect(p, "42", R"({"plain:1":{},"closed:1":{},"tok:1":{},"$plain:2":{},"me:43":{}})")),
        R"({"me:42":{},"plain:1":{}})");
}

TEST_F(ClientServerSubs, WishForAnImpossibleName_IsIgnored)
{
    peer& p = open();
    EXPECT_EQ(subs_in(try_connect(p, "42", R"({"plain:\u00e9":{}})")), R"({"me:42":{}})");
}

TEST_F(ClientServerSubs, WishForAnUnknownNamespace_Closes3501)
{
    peer& p = open();
    EXPECT_EQ(try_connect(p, "42", R"({"nope:1":{}})"), "");
    EXPECT_EQ(p.code(), 3501);
    EXPECT_EQ(node().info().num_subs, 0u);
}

TEST_F(ClientServerSubs, TokenWithABadChannel_FailsTheConnect)
{
    auth.add_user("t", "42").subscriptions["nope:1"] = {};
    peer& p = open();
    EXPECT_EQ(try_connect(p, "t"), R"({"id":1,"error":{"code":102,"message":"unknown channel"}})");
    EXPECT_EQ(node().info().num_clients, 0u);
    p.say("{}");
    EXPECT_EQ(p.code(), 3501);
}

TEST_F(ClientServerSubs, Wish_RecoversAServerSideSubscription)
{
    namespaces["me"].history_size = 10;
    namespaces["me"].history_ttl = 60s;
    namespaces["me"].force_recovery = true;
    publish("me:42", "1");
    const std::string epoch = publish("me:42", "2").epoch;
    peer& p = open();
    EXPECT_EQ(
        subs_in(try_connect(p, "42", R"({"me:42":{"recover":true,"offset":1,"epoch":")" + epoch + R"("}})")),
        R"({"me:42":{"recoverable":true,"epoch":")" + epoch +
            R"(","publications":[{"data":2,"offset":2}],"recovered":true,"offset":1,"positioned":true,)"
            R"("was_recovering":true}})");
    publish("me:42", "3");
    EXPECT_THAT(p.hear(), ElementsAre(R"({"push":{"channel":"me:42","pub":{"data":3,"offset":3}}})"));
}

TEST_F(ClientServerSubs, MoreThanTheChannelLimit_Closes3505)
{
    options.channel_limit = 2;
    peer& p = open();
    EXPECT_NE(try_connect(p, "42", R"({"plain:1":{}})"), "");
    peer& q = open();
    EXPECT_EQ(try_connect(q, "42", R"({"plain:1":{},"plain:2":{}})"), "");
    EXPECT_EQ(q.code(), 3505);
    EXPECT_EQ(node().info().num_subs, 2u);
}

/// What nobody may subscribe to counts too: the work of finding that out is what is bounded.
TEST_F(ClientServerSubs, MoreWishesThanTheChannelLimit_Closes3505)
{
    options.channel_limit = 2;
    peer& p = open();
    EXPECT_NE(try_connect(p, "42", R"({"closed:1":{},"closed:2":{}})"), "");
    peer& q = open();
    EXPECT_EQ(try_connect(q, "42", R"({"closed:1":{},"closed:2":{},"closed:3":{}})"), "");
    EXPECT_EQ(q.code(), 3505);
    EXPECT_THAT(log_lines, testing::Not(testing::Contains(testing::HasSubstr(R"("wishes":3)"))));
}

TEST_F(ClientServerSubs, FailureOfOne_RollsEverythingBack)
{
    auth.add_user("t", "42").subscriptions["plain:1"] = {};
    auth::token_subscription grant;
    grant.override.force_recovery = true;
    std::get<realtime::identity>(auth.connections["t"]).subscriptions["tok:1"] = grant;
    peer& watcher = connect("43");
    peer& p = open();
    history->failure = errc::timed_out;
    EXPECT_EQ(
        try_connect(p, "t"),
        R"({"id":1,"error":{"code":100,"message":"internal server error","temporary":true}})");
    EXPECT_EQ(node().info().num_clients, 1u);
    EXPECT_EQ(node().info().num_subs, 1u) << "only the watcher's own";
    EXPECT_THAT(watcher.hear(), IsEmpty());
    realtime::disconnect_call call;
    call.who.user = "42";
    node().disconnect_user(call);
    EXPECT_FALSE(p.socket.closed_with) << "nobody finds it any more";
    pass(10s);
    EXPECT_EQ(p.code(), 3502);
}

TEST_F(ClientServerSubs, NothingReachesTheClientBeforeItsReply)
{
    auth::token_subscription grant;
    grant.override.force_recovery = true;
    auth.add_user("t", "42").subscriptions = {{"room:1", {}}, {"tok:1", grant}};
    namespaces["room"].force_push_join_leave = true;
    peer& p = open();
    history->reads.shut();
    EXPECT_EQ(try_connect(p, "t"), "");
    publish("room:1", "1");
    publish("tok:1", "2");
    EXPECT_THAT(p.hear(), IsEmpty());
    history->reads.open();
    const auto messages = p.hear();
    ASSERT_EQ(messages.size(), 3u);
    EXPECT_THAT(messages[0], testing::StartsWith(R"({"id":1,"connect")"));
    EXPECT_THAT(messages[0], testing::HasSubstr(R"("offset":1)"))
        << "the publication was stored before the read";
    EXPECT_EQ(messages[1], R"({"push":{"channel":"room:1","pub":{"data":1}}})");
    EXPECT_THAT(messages[2], testing::StartsWith(R"({"push":{"channel":"room:1","join")"));
}

TEST_F(ClientServerSubs, GapFoundWhileJoining_Closes3010AfterTheReply)
{
    auth::token_subscription grant;
    grant.override.force_recovery = true;
    auth.add_user("t", "42").subscriptions["tok:1"] = grant;
    const std::string epoch = publish("tok:1", "1").epoch;
    peer& p = open();
    history->reads.shut();
    try_connect(p, "t");
    deliver("tok:1", 5, epoch);
    history->reads.open();
    EXPECT_EQ(p.hear().size(), 1u);
    EXPECT_EQ(p.code(), 3010);
    EXPECT_EQ(p.reason(), "insufficient state");
}

TEST_F(ClientServerSubs, InsufficientState_Closes3010)
{
    namespaces["me"].history_size = 10;
    namespaces["me"].history_ttl = 60s;
    namespaces["me"].force_recovery = true;
    peer& p = open();
    try_connect(p, "42");
    const std::string epoch = publish("me:42", "1").epoch;
    p.hear();
    deliver("me:42", 3, epoch);
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_EQ(p.code(), 3010);
}

TEST_F(ClientServerSubs, Client_MayUnsubscribeByName)
{
    peer& p = open();
    try_connect(p, "42");
    EXPECT_THAT(
        p.say(R"({"id":2,"unsubscribe":{"channel":"me:42"}})"), ElementsAre(R"({"id":2,"unsubscribe":{}})"));
    publish("me:42", "1");
    EXPECT_THAT(p.hear(), IsEmpty());
}

TEST_F(ClientServerSubs, SubscribingToOne_Is105)
{
    peer& p = open();
    try_connect(p, "42");
    EXPECT_THAT(
        p.say(R"({"id":2,"subscribe":{"channel":"me:42"}})"),
        ElementsAre(R"({"id":2,"error":{"code":105,"message":"already subscribed"}})"));
}

TEST_F(ClientServerSubs, ServerApiWhileConnecting_FindsNothingToActOn)
{
    auth::token_subscription grant;
    grant.override.force_recovery = true;
    auth.add_user("t", "42").subscriptions["tok:1"] = grant;
    peer& p = open();
    history->reads.shut();
    try_connect(p, "t");
    realtime::subscribe_call call;
    call.who.user = "42";
    call.channel = "plain:1";
    EXPECT_TRUE(run(io, node().subscribe_user(call)));
    call.channel = "tok:1";
    EXPECT_TRUE(run(io, node().subscribe_user(call)));
    EXPECT_TRUE(node().unsubscribe_user(call.who, ""));
    EXPECT_TRUE(node().refresh_user({}));
    EXPECT_THAT(p.hear(), IsEmpty());
    history->reads.open();
    const auto replies = p.hear();
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_THAT(replies[0], testing::HasSubstr(R"("tok:1")"));
    EXPECT_EQ(node().info().num_subs, 2u);
}

} // namespace ws::test
