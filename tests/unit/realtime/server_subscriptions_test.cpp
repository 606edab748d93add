#include "node_fixture.hpp"

namespace ws::test
{

/// Subscriptions that the server API starts and ends.
class ServerSubscriptions : public node_fixture
{
protected:
    realtime::subscribe_call subscribe_call(const std::string& channel, const std::string& user = "42")
    {
        realtime::subscribe_call call;
        call.who.user = user;
        call.channel = channel;
        return call;
    }
    realtime::answer<void> subscribe(const realtime::subscribe_call& call)
    {
        return run(io, node().subscribe_user(call));
    }
    static void subscribe_as(peer& p, const std::string& channel)
    {
        p.say(R"({"id":9,"subscribe":{"channel":")" + channel + R"("}})");
    }
    static std::string push(const std::string& members) { return R"({"push":{)" + members + "}}"; }
    static std::string unsubscribed(const std::string& channel)
    {
        return push(
            R"("channel":")" + channel + R"(","unsubscribe":{"code":2000,"reason":"server unsubscribe"})");
    }
};

// ---- subscribe ----------------------------------------------------------------

TEST_F(ServerSubscriptions, Subscribe_PushesAndDelivers)
{
    peer& p = connect();
    peer& q = connect();
    peer& other = connect("43");
    auto call = subscribe_call("closed:1");
    call.data = R"({"a":1})";
    EXPECT_TRUE(subscribe(call)) << "permissions do not apply";
    const std::string started = push(R"("channel":"closed:1","subscribe":{"data":{"a":1}})");
    EXPECT_THAT(p.hear(), ElementsAre(started));
    EXPECT_THAT(q.hear(), ElementsAre(started));
    EXPECT_THAT(other.hear(), IsEmpty());
    publish("closed:1", "1");
    EXPECT_THAT(p.hear(), ElementsAre(push(R"("channel":"closed:1","pub":{"data":1})")));
}

TEST_F(ServerSubscriptions, Subscribe_CanBeNarrowedToOneClient)
{
    peer& p = connect();
    peer& q = connect();
    auto call = subscribe_call("plain:1");
    call.who.client = q.id;
    EXPECT_TRUE(subscribe(call));
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_EQ(q.hear().size(), 1u);
    call.who = {"43", p.id, ""};
    EXPECT_TRUE(subscribe(call)) << "no match is no error";
    call.who = {"42", "", "some-session"};
    EXPECT_TRUE(subscribe(call));
    EXPECT_THAT(p.hear(), IsEmpty());
}

TEST_F(ServerSubscriptions, SubscribeWithPosition_Recovers)
{
    peer& p = connect();
    publish("log:1", "1");
    const std::string e = publish("log:1", "2").epoch;
    auto call = subscribe_call("log:1");
    call.recover_since = realtime::stream_position{1, e};
    EXPECT_TRUE(subscribe(call));
    publish("log:1", "3");
    EXPECT_THAT(
        p.hear(), ElementsAre(
                      push(
                          R"("channel":"log:1","subscribe":{"recoverable":true,"epoch":")" + e +
                          R"(","offset":1,"positioned":true})"),
                      push(R"("channel":"log:1","pub":{"data":2,"offset":2})"),
                      push(R"("channel":"log:1","pub":{"data":3,"offset":3})")));
}

TEST_F(ServerSubscriptions, SubscribeWithInfoAndOverride_Applies)
{
    peer& p = connect();
    auto call = subscribe_call("room:1");
    call.info = "5";
    call.override.force_push_join_leave = true;
    EXPECT_TRUE(subscribe(call));
    EXPECT_THAT(
        p.hear(), ElementsAre(
                      push(R"("channel":"room:1","subscribe":{})"),
                      push(
                          R"("channel":"room:1","join":{"info":{"user":"42","client":")" + p.id +
                          R"(","chan_info":5}})")));
}

TEST_F(ServerSubscriptions, SubscribeTwice_ChangesNothing)
{
    peer& p = connect();
    subscribe_as(p, "plain:1");
    EXPECT_TRUE(subscribe(subscribe_call("plain:1")));
    EXPECT_THAT(p.hear(), IsEmpty());
}

TEST_F(ServerSubscriptions, SubscribeErrors_AsATable)
{
    options.channel_limit = 1;
    connect();
    EXPECT_EQ(subscribe(subscribe_call("nope:1")).error(), realtime::error::unknown_channel);
    EXPECT_EQ(subscribe(subscribe_call("")).error(), realtime::error::bad_request);
    history->failure = errc::timed_out;
    EXPECT_EQ(subscribe(subscribe_call("log:1")).error(), realtime::error::internal);
    history->failure.reset();
    EXPECT_TRUE(subscribe(subscribe_call("plain:1")));
    EXPECT_EQ(subscribe(subscribe_call("plain:2")).error(), realtime::error::limit_exceeded);
}

TEST_F(ServerSubscriptions, OneConnectionAtItsLimit_DoesNotKeepTheOthersOut)
{
    options.channel_limit = 1;
    peer& p = connect();
    subscribe_as(p, "plain:1");
    peer& q = connect();
    EXPECT_EQ(subscribe(subscribe_call("plain:2")).error(), realtime::error::limit_exceeded);
    EXPECT_EQ(q.hear().size(), 1u);
}

TEST_F(ServerSubscriptions, ConnectionThatEndsWhileOthersAreSubscribed_IsLeftOut)
{
    peer& p = connect();
    peer& q = connect();
    history->reads.shut();
    std::optional<realtime::answer<void>> done;
    start(node().subscribe_user(subscribe_call("log:1")), done);
    q.socket.end();
    p.socket.end();
    EXPECT_FALSE(done);
    history->reads.open();
    settle();
    ASSERT_TRUE(done);
    EXPECT_TRUE(*done);
    EXPECT_EQ(node().info().num_subs, 0u);
}

// ---- unsubscribe --------------------------------------------------------------

TEST_F(ServerSubscriptions, Unsubscribe_PushesCode2000)
{
    peer& p = connect();
    subscribe_as(p, "plain:1");
    subscribe_as(p, "plain:2");
    EXPECT_TRUE(node().unsubscribe_user({"42", "", ""}, "plain:1"));
    EXPECT_THAT(p.hear(), ElementsAre(unsubscribed("plain:1")));
    publish("plain:1", "1");
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_TRUE(node().unsubscribe_user({"42", "", ""}, "plain:1"));
    EXPECT_THAT(p.hear(), IsEmpty()) << "nothing to end";
}

TEST_F(ServerSubscriptions, Unsubscribe_FollowsWhatWasPublishedBefore)
{
    peer& p = connect();
    subscribe_as(p, "plain:1");
    auto publication = std::make_shared<realtime::publication>();
    publication->data = "1";
    history->deliver("plain:1", publication, "");
    EXPECT_TRUE(node().unsubscribe_user({"42", "", ""}, "plain:1"));
    EXPECT_THAT(
        p.hear(), ElementsAre(push(R"("channel":"plain:1","pub":{"data":1})"), unsubscribed("plain:1")));
}

TEST_F(ServerSubscriptions, UnsubscribeWithoutChannel_EndsAll)
{
    peer& p = connect();
    for (const char* c : {"plain:1", "plain:2", "log:1"})
        subscribe_as(p, c);
    EXPECT_TRUE(node().unsubscribe_user({"42", "", ""}, ""));
    EXPECT_THAT(
        p.hear(), testing::UnorderedElementsAre(
                      unsubscribed("plain:1"), unsubscribed("plain:2"), unsubscribed("log:1")));
    EXPECT_EQ(node().info().num_subs, 0u);
}

TEST_F(ServerSubscriptions, UnsubscribeFromAnUnknownChannel_Is102)
{
    connect();
    EXPECT_EQ(node().unsubscribe_user({"42", "", ""}, "nope:1").error(), realtime::error::unknown_channel);
}

TEST_F(ServerSubscriptions, UnsubscribeWhileASubscribeWaits_ComesBehindItsReply)
{
    namespaces["log"].join_leave = namespaces["log"].force_push_join_leave = true;
    for (const char* channel : {"log:1", ""})
    {
        peer& p = connect();
        history->reads.shut();
        subscribe_as(p, "log:1");
        EXPECT_TRUE(node().unsubscribe_user({"42", p.id, ""}, channel));
        publish("log:1", "1");
        EXPECT_THAT(p.hear(), IsEmpty());
        history->reads.open();
        const auto messages = p.hear();
        ASSERT_EQ(messages.size(), 2u);
        EXPECT_THAT(messages[0], testing::StartsWith(R"({"id":9,"subscribe":{)"));
        EXPECT_EQ(messages[1], unsubscribed("log:1"));
        EXPECT_EQ(node().info().num_subs, 0u);
        subscribe_as(p, "log:1");
        EXPECT_EQ(node().info().num_subs, 1u) << "it may come back";
        EXPECT_TRUE(node().unsubscribe_user({"42", p.id, ""}, ""));
    }
}

TEST_F(ServerSubscriptions, UnsubscribeWhileTheServersSubscribeWaits_LeavesNoTrace)
{
    peer& p = connect();
    history->reads.shut();
    std::optional<realtime::answer<void>> done;
    start(node().subscribe_user(subscribe_call("log:1")), done);
    EXPECT_TRUE(node().unsubscribe_user({"42", "", ""}, "log:1"));
    history->reads.open();
    settle();
    ASSERT_TRUE(done);
    EXPECT_TRUE(*done);
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_EQ(node().info().num_subs, 0u);
}

TEST_F(ServerSubscriptions, ClientsUnsubscribeWhileTheServersSubscribeWaits_LeavesNoTrace)
{
    peer& p = connect();
    history->reads.shut();
    std::optional<realtime::answer<void>> done;
    start(node().subscribe_user(subscribe_call("log:1")), done);
    EXPECT_EQ(p.say(R"({"id":9,"unsubscribe":{"channel":"log:1"}})").size(), 1u);
    history->reads.open();
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_EQ(node().info().num_subs, 0u);
}

TEST_F(ServerSubscriptions, DisconnectWhileASubscribeWaits_LeavesNoTrace)
{
    peer& p = connect();
    history->reads.shut();
    subscribe_as(p, "log:1");
    EXPECT_TRUE(node().disconnect_user({{"42", "", ""}, {}, 3503, "force disconnect"}));
    history->reads.open();
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_EQ(node().info().num_subs, 0u);
}

} // namespace ws::test
