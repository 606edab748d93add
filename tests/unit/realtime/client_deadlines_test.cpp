#include "node_fixture.hpp"

namespace ws::test
{

/// Pings, pongs and what happens to connections that stay silent or expire.
class ClientDeadlines : public node_fixture
{
protected:
    /// Lets time pass until a ping comes; gives how long that took.
    std::chrono::milliseconds until_ping(peer& p)
    {
        const auto start = steady_now;
        while (p.hear() != std::vector<std::string>{"{}"})
        {
            if (steady_now - start > 60s)
            {
                ADD_FAILURE() << "no ping";
                break;
            }
            pass(50ms);
        }
        return std::chrono::duration_cast<std::chrono::milliseconds>(steady_now - start);
    }

    /// Answers every ping until `time` has passed.
    void pass_with_pongs(peer& p, std::chrono::milliseconds time)
    {
        for (const auto end = steady_now + time; steady_now < end && !p.socket.closed_with;)
        {
            pass(50ms);
            for (const std::string& m : p.hear())
            {
                if (m == "{}")
                    p.say("{}");
                else
                    heard.push_back(m);
            }
        }
    }

    std::vector<std::string> heard;
};

TEST_F(ClientDeadlines, FirstPing_ComesBetweenHalfAnIntervalAndAWholeOne)
{
    std::chrono::milliseconds earliest = 1h;
    std::chrono::milliseconds latest = 0ms;
    for (int i = 0; i < 50; ++i)
    {
        peer& p = connect();
        const auto took = until_ping(p);
        EXPECT_GE(took, 12500ms);
        EXPECT_LE(took, 25050ms);
        earliest = std::min(earliest, took);
        latest = std::max(latest, took);
        p.socket.end();
    }
    EXPECT_LT(earliest + 1s, latest) << "they are spread";
}

TEST_F(ClientDeadlines, Pings_ComeEveryInterval)
{
    peer& p = connect();
    until_ping(p);
    for (int i = 0; i < 5; ++i)
    {
        EXPECT_THAT(p.say("{}"), IsEmpty());
        const auto took = until_ping(p);
        EXPECT_GE(took, 24950ms);
        EXPECT_LE(took, 25050ms);
    }
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientDeadlines, NoPing_BeforeConnect)
{
    peer& p = open();
    pass(9s);
    EXPECT_THAT(p.hear(), IsEmpty());
}

TEST_F(ClientDeadlines, NoPong_Closes3012AfterItsTimeout)
{
    peer& p = connect();
    until_ping(p);
    pass(7900ms);
    EXPECT_FALSE(p.socket.closed_with);
    pass(150ms);
    EXPECT_EQ(p.code(), 3012);
    EXPECT_EQ(p.reason(), "no pong");
}

TEST_F(ClientDeadlines, OtherTraffic_IsNoPong)
{
    peer& p = connect();
    until_ping(p);
    pass(7s);
    p.say(R"({"id":2,"rpc":{}})");
    pass(1100ms);
    EXPECT_EQ(p.code(), 3012);
}

TEST_F(ClientDeadlines, PongWithoutPing_Closes3501)
{
    peer& p = connect();
    p.say("{}");
    EXPECT_EQ(p.code(), 3501);
    EXPECT_EQ(p.reason(), "bad request: pong without a ping");
}

TEST_F(ClientDeadlines, SecondPong_Closes3501)
{
    peer& p = connect();
    until_ping(p);
    p.say("{}");
    EXPECT_FALSE(p.socket.closed_with);
    p.say("{}");
    EXPECT_EQ(p.code(), 3501);
}

TEST_F(ClientDeadlines, PongBehindASlowCommand_IsWaitedFor)
{
    peer& p = connect();
    until_ping(p);
    history->writes.shut();
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":1}})");
    pass(40s); // longer than a ping interval: there are two pings to answer now
    EXPECT_FALSE(p.socket.closed_with) << "its pong could not be read";
    history->writes.open();
    settle();
    p.hear();
    p.say("{}\n{}");
    EXPECT_FALSE(p.socket.closed_with);
    p.say("{}");
    EXPECT_EQ(p.code(), 3501) << "one pong for each ping, not more";
}

TEST_F(ClientDeadlines, SilenceAfterASlowCommand_Closes3012)
{
    peer& p = connect();
    until_ping(p);
    history->writes.shut();
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":1}})");
    pass(20s);
    history->writes.open();
    pass(8100ms);
    EXPECT_EQ(p.code(), 3012);
}

TEST_F(ClientDeadlines, NoConnect_Closes3502After10Seconds)
{
    peer& p = open();
    pass(9950ms);
    EXPECT_FALSE(p.socket.closed_with);
    pass(100ms);
    EXPECT_EQ(p.code(), 3502);
    EXPECT_EQ(p.reason(), "stale");
}

/// The 10 s are for sending it; 3502 is final for SDKs, and waiting for keys is not their fault.
TEST_F(ClientDeadlines, ConnectThatWaitsWhenTheTimeIsUp_IsNotStale)
{
    auth.slow.shut();
    peer& p = open();
    pass(9s);
    p.say(R"({"id":1,"connect":{"token":"42"}})");
    pass(3s);
    EXPECT_FALSE(p.socket.closed_with);
    auth.slow.open();
    EXPECT_EQ(p.hear().size(), 1u);
    pass(10s);
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientDeadlines, ConnectThatIsNeverDone_EndsWithACodeToComeBackFrom)
{
    auth.slow.shut();
    peer& p = open();
    pass(9s);
    p.say(R"({"id":1,"connect":{"token":"42"}})");
    pass(9950ms);
    EXPECT_FALSE(p.socket.closed_with);
    pass(100ms);
    EXPECT_EQ(p.code(), 3004);
    EXPECT_EQ(p.reason(), "internal server error: connect took too long");
    auth.slow.open();
    EXPECT_THAT(p.hear(), IsEmpty());
}

TEST_F(ClientDeadlines, ConnectThatFailed_LeavesTenSecondsToGo)
{
    auth.connections["later"] = realtime::auth_failure::unavailable;
    peer& p = open();
    pass(9s);
    p.say(R"({"id":1,"connect":{"token":"later"}})");
    pass(9950ms);
    EXPECT_FALSE(p.socket.closed_with);
    pass(100ms);
    EXPECT_EQ(p.code(), 3502);
}

TEST_F(ClientDeadlines, ConnectedClient_IsNotStale)
{
    peer& p = open();
    pass(9s);
    p.say(R"({"id":1,"connect":{"token":"42"}})");
    pass(2s);
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientDeadlines, ExpiredConnection_Closes3005AMinuteLater)
{
    auth.add_user("short", "42").expires = in(30s);
    peer& p = connect("short");
    pass_with_pongs(p, 89900ms);
    EXPECT_FALSE(p.socket.closed_with);
    pass_with_pongs(p, 150ms);
    EXPECT_EQ(p.code(), 3005);
    EXPECT_EQ(p.reason(), "connection expired");
}

TEST_F(ClientDeadlines, WallClockThatLagsBehind_ExpiresByTheWallClock)
{
    auth.add_user("short", "42").expires = in(30s);
    peer& p = connect("short");
    now -= 10s;
    pass_with_pongs(p, 95s);
    EXPECT_FALSE(p.socket.closed_with);
    pass_with_pongs(p, 5s);
    EXPECT_EQ(p.code(), 3005);
}

TEST_F(ClientDeadlines, ExpiredSubscription_IsUnsubscribedWith2501AMinuteLater)
{
    auth.add_subscription("s", "42", "plain:1").expires = in(30s);
    peer& p = connect();
    EXPECT_THAT(
        p.say(R"({"id":2,"subscribe":{"channel":"plain:1","token":"s"}})"),
        ElementsAre(R"({"id":2,"subscribe":{"expires":true,"ttl":30}})"));
    pass_with_pongs(p, 89900ms);
    EXPECT_THAT(heard, IsEmpty());
    pass_with_pongs(p, 150ms);
    EXPECT_THAT(
        heard,
        ElementsAre(
            R"({"push":{"channel":"plain:1","unsubscribe":{"code":2501,"reason":"subscription expired"}}})"));
    EXPECT_EQ(node().info().num_subs, 0u);
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientDeadlines, ExpiredServerSideSubscription_Closes3006)
{
    peer& p = connect();
    realtime::subscribe_call call;
    call.who.user = "42";
    call.channel = "plain:1";
    call.expires = in(30s);
    EXPECT_TRUE(run(io, node().subscribe_user(call)));
    pass_with_pongs(p, 89900ms);
    EXPECT_FALSE(p.socket.closed_with);
    pass_with_pongs(p, 150ms);
    EXPECT_EQ(p.code(), 3006);
    EXPECT_EQ(p.reason(), "subscription expired");
}

TEST_F(ClientDeadlines, SeveralExpiredSubscriptions_AllGo)
{
    peer& p = connect();
    for (const std::string c : {"plain:1", "plain:2", "plain:3"})
    {
        auth.add_subscription("s" + c, "42", c).expires = in(c == "plain:2" ? 500s : 5s);
        p.say(R"({"id":2,"subscribe":{"channel":")" + c + R"(","token":"s)" + c + R"("}})");
    }
    pass_with_pongs(p, 66s);
    EXPECT_EQ(heard.size(), 2u);
    EXPECT_EQ(node().channels("").size(), 1u);
}

TEST_F(ClientDeadlines, SubscriptionThatExpiresWhileItJoins_EndsBehindItsReply)
{
    auth.add_subscription("s", "42", "log:1").expires = in(5s);
    peer& p = connect();
    history->reads.shut();
    p.say(R"({"id":2,"subscribe":{"channel":"log:1","token":"s"}})");
    now += 66s;
    pass(25s);
    p.hear();
    EXPECT_EQ(node().info().num_subs, 1u);
    history->reads.open();
    pass(100ms);
    const auto messages = p.hear();
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_THAT(messages[0], testing::StartsWith(R"({"id":2,"subscribe")"));
    EXPECT_THAT(messages[1], testing::HasSubstr("2501"));
}

} // namespace ws::test
