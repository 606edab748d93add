#include "node_fixture.hpp"

namespace ws::test
{

/// From the subscribe's reply into the live stream, and what ends it (docs/protocol.md).
class ClientLive : public node_fixture
{
protected:
    std::vector<std::string> subscribe(peer& p, const std::string& channel, const std::string& more = "")
    {
        return p.say(R"({"id":2,"subscribe":{"channel":")" + channel + '"' + more + "}}");
    }
    std::string recover(std::uint64_t offset, const std::string& e, const std::string& more = "") const
    {
        return R"(,"recover":true,"offset":)" + std::to_string(offset) + R"(,"epoch":")" + e + '"' + more;
    }
    static std::string pub(const std::string& channel, int offset)
    {
        const std::string n = std::to_string(offset);
        return R"({"push":{"channel":")" + channel + R"(","pub":{"data":)" + n + R"(,"offset":)" + n + "}}}";
    }
    /// Publishes 1 to `last`, each with its offset as data.
    std::string fill(const std::string& channel, int last)
    {
        std::string epoch;
        for (int i = 1; i <= last; ++i)
            epoch = publish(channel, std::to_string(i)).epoch;
        return epoch;
    }
};

TEST_F(ClientLive, PublicationsWhileJoining_FollowTheReplyWithoutGapOrRepeat)
{
    const std::string e = (connect(), fill("log:1", 2));
    peer& p = connect();
    history->reads.shut();
    EXPECT_THAT(subscribe(p, "log:1", recover(1, e)), IsEmpty());
    publish("log:1", "3");
    publish("log:1", "4");
    EXPECT_THAT(p.hear(), IsEmpty()) << "not before the reply";
    history->reads.open();
    const auto messages = p.hear();
    ASSERT_EQ(messages.size(), 1u) << "the read came last, so it has them all";
    EXPECT_THAT(
        messages[0], testing::HasSubstr(R"("publications":[{"data":2,"offset":2},{"data":3,"offset":3},)"));
    publish("log:1", "5");
    EXPECT_THAT(p.hear(), ElementsAre(pub("log:1", 5)));
}

TEST_F(ClientLive, PublicationBehindTheRead_FollowsTheReply)
{
    const std::string e = (connect(), fill("log:1", 2));
    peer& p = connect();
    history->reads.shut();
    subscribe(p, "log:1");
    deliver("log:1", 3, e); // as if it was stored after the read was answered
    history->reads.open();
    const auto messages = p.hear();
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_THAT(messages[0], testing::HasSubstr(R"("offset":2)"));
    EXPECT_EQ(messages[1], pub("log:1", 3));
}

TEST_F(ClientLive, GapBehindTheRead_Closes3010)
{
    const std::string e = (connect(), fill("log:1", 2));
    peer& p = connect();
    history->reads.shut();
    subscribe(p, "log:1");
    deliver("log:1", 4, e);
    history->reads.open();
    p.hear();
    EXPECT_EQ(p.code(), 3010);
    EXPECT_EQ(node().info().num_subs, 0u);
}

TEST_F(ClientLive, GapWhileLive_IsUnsubscribe2500)
{
    peer& p = connect();
    subscribe(p, "log:1");
    const std::string e = publish("log:1", "1").epoch;
    p.hear();
    deliver("log:1", 3, e);
    EXPECT_THAT(
        p.hear(),
        ElementsAre(
            R"({"push":{"channel":"log:1","unsubscribe":{"code":2500,"reason":"insufficient state"}}})"));
    EXPECT_FALSE(p.socket.closed_with);
    EXPECT_EQ(subscribe(p, "log:1", recover(1, e)).size(), 1u) << "it may come back at once";
}

TEST_F(ClientLive, RepeatedPublication_IsDropped)
{
    peer& p = connect();
    subscribe(p, "log:1");
    const std::string e = fill("log:1", 2);
    p.hear();
    deliver("log:1", 2, e);
    deliver("log:1", 1, e);
    EXPECT_THAT(p.hear(), IsEmpty());
    publish("log:1", "3");
    EXPECT_THAT(p.hear(), ElementsAre(pub("log:1", 3)));
}

TEST_F(ClientLive, OtherEpochWhileLive_IsUnsubscribe2500)
{
    peer& p = connect();
    subscribe(p, "log:1");
    publish("log:1", "1");
    p.hear();
    deliver("log:1", 1, "another");
    EXPECT_THAT(p.hear(), ElementsAre(testing::HasSubstr(R"("code":2500)")));
}

TEST_F(ClientLive, PublicationWithoutHistory_PassesThrough)
{
    peer& p = connect();
    subscribe(p, "log:1");
    realtime::publish_request request;
    request.channel = "log:1";
    request.data = "9";
    request.skip_history = true;
    EXPECT_TRUE(run(io, node().publish(std::move(request))));
    EXPECT_THAT(p.hear(), ElementsAre(R"({"push":{"channel":"log:1","pub":{"data":9}}})"));
    publish("log:1", "1");
    EXPECT_THAT(p.hear(), ElementsAre(pub("log:1", 1)));
}

TEST_F(ClientLive, FailedRead_Is100AndNotSubscribed)
{
    peer& p = connect();
    history->failure = errc::timed_out;
    EXPECT_THAT(
        subscribe(p, "log:1"),
        ElementsAre(R"({"id":2,"error":{"code":100,"message":"internal server error","temporary":true}})"));
    EXPECT_EQ(node().info().num_subs, 0u);
    history->failure.reset();
    EXPECT_THAT(subscribe(p, "log:1"), ElementsAre(testing::HasSubstr("recoverable")));
}

TEST_F(ClientLive, FailedJoin_IsNeitherJoinNorLeave)
{
    namespaces["log"].join_leave = namespaces["log"].force_push_join_leave = true;
    peer& watcher = connect();
    subscribe(watcher, "log:1");
    watcher.hear();
    peer& p = connect();
    history->failure = errc::timed_out;
    subscribe(p, "log:1");
    EXPECT_THAT(watcher.hear(), IsEmpty());
}

TEST_F(ClientLive, SweepKeepsTheStreamOfASubscriber)
{
    peer& p = connect();
    subscribe(p, "log:1");
    const std::string e = publish("log:1", "1").epoch;
    p.hear();
    steady_now += 10000h;
    node().sweep();
    EXPECT_EQ(publish("log:1", "2"), (realtime::stream_position{2, e}));
    EXPECT_THAT(p.hear(), ElementsAre(pub("log:1", 2)));
    p.socket.end();
    steady_now += 10000h;
    node().sweep();
    EXPECT_NE(publish("log:1", "1").epoch, e);
}

} // namespace ws::test
