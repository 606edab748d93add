#include "node_fixture.hpp"

namespace ws::test
{

/// What a subscribe is answered with, channel by channel.
class ClientSubscribe : public node_fixture
{
protected:
    std::string subscribe(peer& p, const std::string& channel, const std::string& more = "")
    {
        const auto replies = p.say(R"({"id":2,"subscribe":{"channel":")" + channel + '"' + more + "}}");
        return replies.empty() ? "" : replies.front();
    }
    static std::string error(int code, const std::string& message)
    {
        return R"({"id":2,"error":{"code":)" + std::to_string(code) + R"(,"message":")" + message + R"("}})";
    }
    const std::string denied = error(103, "permission denied");
    const std::string bad = error(107, "bad request");
    const std::string subscribed = R"({"id":2,"subscribe":{}})";
};

TEST_F(ClientSubscribe, PlainChannel_GetsTheEmptyResultThenPublications)
{
    peer& p = connect();
    EXPECT_EQ(subscribe(p, "plain:1"), subscribed);
    publish("plain:1", R"({"a":1})");
    EXPECT_THAT(p.hear(), ElementsAre(R"({"push":{"channel":"plain:1","pub":{"data":{"a":1}}}})"));
}

TEST_F(ClientSubscribe, Refusals_AsATable)
{
    peer& p = connect();
    EXPECT_EQ(subscribe(p, "plain:" + std::string(250, 'x')), bad);
    EXPECT_EQ(subscribe(p, "nope:1"), error(102, "unknown channel"));
    EXPECT_EQ(subscribe(p, "no-colon"), error(102, "unknown channel"));
    EXPECT_EQ(subscribe(p, "plain:\xC3\xA9"), bad);
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"type":1)"), denied);
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"type":4)"), error(108, "not available"));
    EXPECT_EQ(subscribe(p, "closed:1"), denied);
    EXPECT_EQ(subscribe(p, "$plain:1"), denied);
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"tf":{"key":"k"})"), bad);
    EXPECT_EQ(node().info().num_subs, 0u);
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientSubscribe, DecisionOrder_EarlierProblemsWin)
{
    options.channel_limit = 1;
    auth.expired_subscriptions.insert("old");
    peer& p = connect();
    EXPECT_EQ(subscribe(p, "nope:1", R"(,"type":1)"), error(102, "unknown channel"));
    EXPECT_EQ(subscribe(p, "closed:\xC3\xA9", R"(,"type":1)"), bad);
    EXPECT_EQ(subscribe(p, "closed:1", R"(,"type":4)"), error(108, "not available"));
    EXPECT_EQ(subscribe(p, "closed:1", R"(,"tf":{})"), denied);
    EXPECT_EQ(subscribe(p, "closed:1", R"(,"token":"old","tf":{})"), error(109, "token expired"));
    EXPECT_EQ(subscribe(p, "plain:1"), subscribed);
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"type":1)"), error(105, "already subscribed"));
    EXPECT_EQ(subscribe(p, "nope:1"), error(106, "limit exceeded"));
    EXPECT_EQ(subscribe(p, std::string(256, 'x')), bad);
}

TEST_F(ClientSubscribe, ChannelLimit_Is106)
{
    options.channel_limit = 3;
    peer& p = connect();
    for (const char* c : {"plain:1", "plain:2", "plain:3"})
        EXPECT_EQ(subscribe(p, c), subscribed);
    EXPECT_EQ(subscribe(p, "plain:4"), error(106, "limit exceeded"));
    p.say(R"({"id":3,"unsubscribe":{"channel":"plain:2"}})");
    EXPECT_EQ(subscribe(p, "plain:4"), subscribed);
}

TEST_F(ClientSubscribe, UnknownDelta_Closes3501)
{
    peer& p = connect();
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"delta":"xdelta")"), "");
    EXPECT_EQ(p.code(), 3501);
}

TEST_F(ClientSubscribe, FossilDelta_IsDeclined)
{
    peer& p = connect();
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"delta":"fossil","flag":1)"), subscribed);
}

TEST_F(ClientSubscribe, Insecure_OpensWhatIsNotPrivate)
{
    options.insecure = true;
    peer& p = open();
    p.say(R"({"id":1,"connect":{}})");
    EXPECT_EQ(subscribe(p, "closed:1"), subscribed);
    EXPECT_EQ(subscribe(p, "$closed:1"), denied);
    EXPECT_EQ(subscribe(p, "nope:1"), error(102, "unknown channel"));
}

TEST_F(ClientSubscribe, ValidToken_Grants)
{
    auth.add_subscription("s", "42", "$closed:1");
    auth.add_subscription("d", "42", "closed:2").data = R"({"welcome":true})";
    peer& p = connect();
    EXPECT_EQ(subscribe(p, "$closed:1", R"(,"token":"s")"), subscribed);
    EXPECT_EQ(
        subscribe(p, "closed:2", R"(,"token":"d")"), R"({"id":2,"subscribe":{"data":{"welcome":true}}})");
}

TEST_F(ClientSubscribe, BadTokens_AsATable)
{
    auth.expired_subscriptions.insert("old");
    auth.add_subscription("late", "42", "plain:1").expires = in(0s);
    peer& p = connect();
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"token":"forged")"), denied) << "though it could go without";
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"token":"old")"), error(109, "token expired"));
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"token":"late")"), error(110, "expired"));
    EXPECT_EQ(node().info().num_subs, 0u);
}

TEST_F(ClientSubscribe, TokenOfSomethingElse_Closes3500)
{
    auth.add_subscription("user", "43", "plain:1");
    auth.add_subscription("channel", "42", "plain:2");
    auth.add_subscription("client", "42", "plain:1").client = "somebody";
    for (const char* token : {"user", "channel", "client"})
    {
        peer& p = connect();
        EXPECT_EQ(subscribe(p, "plain:1", std::string(R"(,"token":")") + token + '"'), "") << token;
        EXPECT_EQ(p.code(), 3500) << token;
        EXPECT_TRUE(p.reason().starts_with("invalid token: ")) << p.reason();
    }
}

TEST_F(ClientSubscribe, TokenOfThisConnection_Holds)
{
    peer& p = connect();
    auth.add_subscription("s", "42", "plain:1").client = p.id;
    EXPECT_EQ(subscribe(p, "plain:1", R"(,"token":"s")"), subscribed);
}

TEST_F(ClientSubscribe, TokenForAges_IsCutToAYear)
{
    auth.add_subscription("s", "42", "plain:1").expires = std::chrono::sys_seconds(253402300799s);
    peer& p = connect();
    EXPECT_EQ(
        subscribe(p, "plain:1", R"(,"token":"s")"),
        R"({"id":2,"subscribe":{"expires":true,"ttl":31536000}})");
    pass(26s);
}

TEST_F(ClientSubscribe, Unsubscribe_EndsPublicationsAndAlwaysSucceeds)
{
    peer& p = connect();
    subscribe(p, "plain:1");
    const std::string done = R"({"id":3,"unsubscribe":{}})";
    publish("plain:1", "1");
    p.hear();
    EXPECT_THAT(p.say(R"({"id":3,"unsubscribe":{"channel":"plain:1"}})"), ElementsAre(done));
    publish("plain:1", "2");
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_THAT(p.say(R"({"id":3,"unsubscribe":{"channel":"plain:1"}})"), ElementsAre(done));
    EXPECT_THAT(p.say(R"({"id":3,"unsubscribe":{"channel":"nope:1"}})"), ElementsAre(done));
    EXPECT_EQ(subscribe(p, "plain:1"), subscribed);
}

TEST_F(ClientSubscribe, JoinsAndLeaves_ReachThoseWhoAskedAndMaySeePresence)
{
    peer& watcher = connect("43");
    subscribe(watcher, "room:1", R"(,"join_leave":true)");
    EXPECT_THAT(watcher.hear(), IsEmpty()) << "its own join came with the reply";
    peer& silent = connect("43");
    subscribe(silent, "room:1");
    watcher.hear();
    peer& p = connect();
    subscribe(p, "room:1");
    const std::string who = R"({"info":{"user":"42","client":")" + p.id + R"("}}}})";
    EXPECT_THAT(watcher.hear(), ElementsAre(R"({"push":{"channel":"room:1","join":)" + who));
    EXPECT_THAT(
        p.say(R"({"id":3,"unsubscribe":{"channel":"room:1"}})"), ElementsAre(R"({"id":3,"unsubscribe":{}})"));
    EXPECT_THAT(watcher.hear(), ElementsAre(R"({"push":{"channel":"room:1","leave":)" + who));
    EXPECT_THAT(silent.hear(), IsEmpty());
}

TEST_F(ClientSubscribe, OwnJoin_FollowsTheReplyAndOwnLeaveIsNotTold)
{
    peer& p = connect();
    const auto messages = p.say(R"({"id":2,"subscribe":{"channel":"room:1","join_leave":true}})");
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0], subscribed);
    EXPECT_THAT(messages[1], testing::StartsWith(R"({"push":{"channel":"room:1","join":)"));
    EXPECT_EQ(p.say(R"({"id":3,"unsubscribe":{"channel":"room:1"}})").size(), 1u);
}

TEST_F(ClientSubscribe, JoinLeaveWithoutPresencePermission_IsIgnored)
{
    namespaces["room"].allow_presence_for_subscriber = false;
    peer& p = connect();
    EXPECT_EQ(p.say(R"({"id":2,"subscribe":{"channel":"room:1","join_leave":true}})").size(), 1u);
}

TEST_F(ClientSubscribe, ForcedJoinLeave_ReachesAll)
{
    namespaces["room"].force_push_join_leave = true;
    namespaces["room"].allow_presence_for_subscriber = false;
    peer& p = connect();
    EXPECT_EQ(p.say(R"({"id":2,"subscribe":{"channel":"room:1"}})").size(), 2u);
}

TEST_F(ClientSubscribe, Leave_IsToldWhenTheConnectionEnds)
{
    peer& watcher = connect("43");
    subscribe(watcher, "room:1", R"(,"join_leave":true)");
    peer& p = connect();
    subscribe(p, "room:1");
    peer& q = connect();
    subscribe(q, "room:1");
    watcher.hear();
    p.socket.end();
    EXPECT_THAT(
        watcher.hear(), ElementsAre(testing::HasSubstr(R"("leave":{"info":{"user":"42","client":")" + p.id)));
    q.say(R"({"send":{}})");
    EXPECT_THAT(
        watcher.hear(), ElementsAre(testing::HasSubstr(R"("leave":{"info":{"user":"42","client":")" + q.id)));
    q.socket.end();
    EXPECT_THAT(watcher.hear(), IsEmpty()) << "told once";
}

TEST_F(ClientSubscribe, ChanInfo_IsInJoinsLeavesAndPresence)
{
    auth.add_subscription("s", "42", "room:1").info = R"({"seat":7})";
    peer& watcher = connect("43");
    subscribe(watcher, "room:1", R"(,"join_leave":true)");
    watcher.hear();
    peer& p = connect();
    subscribe(p, "room:1", R"(,"token":"s")");
    EXPECT_THAT(watcher.hear(), ElementsAre(testing::HasSubstr(R"("chan_info":{"seat":7})")));
    p.socket.end();
    EXPECT_THAT(watcher.hear(), ElementsAre(testing::HasSubstr(R"("chan_info":{"seat":7})")));
}

TEST_F(ClientSubscribe, Overrides_ChangeTheNamespacesBehaviour)
{
    auth::subscription_override o;
    o.presence = false;
    o.join_leave = false;
    auth.add_subscription("hidden", "42", "room:1").override = o;
    peer& watcher = connect("43");
    subscribe(watcher, "room:1", R"(,"join_leave":true)");
    watcher.hear();
    peer& p = connect();
    EXPECT_EQ(subscribe(p, "room:1", R"(,"token":"hidden")"), subscribed);
    EXPECT_THAT(watcher.hear(), IsEmpty());
    EXPECT_EQ(node().presence("room:1")->clients.size(), 1u);

    auth::subscription_override pushed;
    pushed.force_push_join_leave = true;
    auth.add_subscription("pushed", "42", "room:2").override = pushed;
    EXPECT_EQ(p.say(R"({"id":2,"subscribe":{"channel":"room:2","token":"pushed"}})").size(), 2u);
}

} // namespace ws::test
