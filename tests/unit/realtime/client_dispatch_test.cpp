#include "node_fixture.hpp"

namespace ws::test
{

class ClientDispatch : public node_fixture
{
};

TEST_F(ClientDispatch, FirstFrame_IsAskedForAtOnce)
{
    peer& p = open();
    EXPECT_TRUE(p.socket.wants_message);
    EXPECT_THAT(p.hear(), IsEmpty());
}

TEST_F(ClientDispatch, ConnectAndSubscribeInOneFrame_AreAnsweredInOrder)
{
    peer& p = open();
    const auto replies = p.say(R"({"connect":{"token":"42"},"id":1})"
                               "\n"
                               R"({"subscribe":{"channel":"plain:1","flag":1},"id":2})");
    ASSERT_EQ(replies.size(), 2u);
    EXPECT_THAT(replies[0], testing::StartsWith(R"({"id":1,"connect":{"client":")"));
    EXPECT_EQ(replies[1], R"({"id":2,"subscribe":{}})");
    EXPECT_TRUE(p.socket.wants_message);
}

TEST_F(ClientDispatch, SlowConnect_HoldsBackWhatFollowsInTheFrame)
{
    auth.slow.shut();
    peer& p = open();
    EXPECT_THAT(
        p.say(R"({"connect":{"token":"42"},"id":1})"
              "\n"
              R"({"subscribe":{"channel":"plain:1"},"id":2})"
              "\n"
              R"({"publish":{"channel":"plain:1","data":1},"id":3})"),
        IsEmpty());
    EXPECT_FALSE(p.socket.wants_message) << "the next frame waits as well";
    auth.slow.open();
    const auto replies = p.hear();
    ASSERT_EQ(replies.size(), 4u);
    EXPECT_THAT(replies[0], testing::HasSubstr("connect"));
    EXPECT_EQ(replies[1], R"({"id":2,"subscribe":{}})");
    EXPECT_EQ(replies[2], R"({"id":3,"publish":{}})");
    EXPECT_THAT(replies[3], testing::HasSubstr(R"("pub":{"data":1)"));
    EXPECT_TRUE(p.socket.wants_message);
}

TEST_F(ClientDispatch, SlowConnectThatFails_ClosesOnWhatFollows)
{
    auth.connections["old"] = realtime::auth_failure::expired;
    auth.slow.shut();
    peer& p = open();
    p.say(R"({"connect":{"token":"old"},"id":1})"
          "\n"
          R"({"subscribe":{"channel":"plain:1"},"id":2})");
    auth.slow.open();
    EXPECT_THAT(p.hear(), ElementsAre(R"({"id":1,"error":{"code":109,"message":"token expired"}})"));
    EXPECT_EQ(p.code(), 3501);
}

TEST_F(ClientDispatch, CommandsBeforeConnect_Close3501)
{
    for (const char* text :
         {R"({"id":1,"subscribe":{"channel":"plain:1"}})", R"({"id":1,"ping":{}})", R"({"send":{}})", "{}",
          R"({"connect":{}})"})
    {
        peer& p = open();
        EXPECT_THAT(p.say(text), IsEmpty()) << text;
        EXPECT_EQ(p.code(), 3501) << text;
        EXPECT_EQ(p.reason(), "bad request: the first command must be connect") << text;
    }
}

TEST_F(ClientDispatch, SecondConnect_Closes3501)
{
    peer& p = connect();
    EXPECT_THAT(p.say(R"({"id":2,"connect":{"token":"42"}})"), IsEmpty());
    EXPECT_EQ(p.code(), 3501);
    EXPECT_EQ(p.reason(), "bad request: connected already");
}

TEST_F(ClientDispatch, CommandAfterFailedConnect_Closes3501)
{
    auth.connections["old"] = realtime::auth_failure::expired;
    for (const char* text : {R"({"id":2,"connect":{"token":"42"}})", R"({"id":2,"ping":{}})", "{}"})
    {
        peer& p = open();
        EXPECT_EQ(p.say(R"({"id":1,"connect":{"token":"old"}})").size(), 1u);
        EXPECT_FALSE(p.socket.closed_with);
        p.say(text);
        EXPECT_EQ(p.code(), 3501) << text;
    }
}

TEST_F(ClientDispatch, FramesThatAreNoCommands_Close3501)
{
    for (const char* text : {"", "\n", "x", "[]", "{}\n\n{}", R"({"id":5})", R"({"id":5,"jump":{}})"})
    {
        peer& p = connect();
        p.say(text);
        EXPECT_EQ(p.code(), 3501) << text;
        EXPECT_TRUE(p.reason().starts_with("bad request: ")) << p.reason();
    }
}

TEST_F(ClientDispatch, JsonBombs_Close3501)
{
    const auto times = [](int n, const std::string& text)
    {
        std::string all;
        for (int i = 0; i < n; ++i)
            all += text;
        return all;
    };
    const struct
    {
        const char* what;
        std::string data;
    } cases[] = {
        {"deep", times(31, "[") + times(31, "]")},
        {"many values", "[" + times(9'999, "1,") + "1]"},
        {"a long number", times(33, "1")},
        {"a name twice", R"({"a":1,"b":{"c":2,"\u0063":3}})"},
    };
    for (const auto& c : cases)
    {
        peer& p = connect();
        p.say(R"({"id":2,"publish":{"channel":"plain:1","data":)" + c.data + "}}");
        EXPECT_EQ(p.code(), 3501) << c.what;
    }
    peer& p = connect();
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":)" + times(30, "[") + times(30, "]") + "}}");
    EXPECT_EQ(p.code(), 0) << "as deep as it may be";
}

TEST_F(ClientDispatch, BinaryFrame_Closes3501)
{
    peer& p = connect();
    p.socket.deliver(R"({"id":2,"ping":{}})", false);
    settle();
    EXPECT_EQ(p.code(), 3501);
}

TEST_F(ClientDispatch, CommandsBeforeABadOne_AreDone)
{
    peer& p = connect();
    EXPECT_THAT(
        p.say(R"({"id":2,"rpc":{}})"
              "\nbad\n"
              R"({"id":3,"rpc":{}})"),
        ElementsAre(R"({"id":2,"error":{"code":108,"message":"not available"}})"));
    EXPECT_EQ(p.code(), 3501);
    EXPECT_FALSE(p.socket.wants_message) << "nothing is read from a connection that closes";
}

TEST_F(ClientDispatch, LineFeedAtTheEnd_IsAllowed)
{
    peer& p = connect();
    EXPECT_EQ(p.say("{\"id\":2,\"rpc\":{}}\n").size(), 1u);
    EXPECT_EQ(p.say("{\"id\":2,\"rpc\":{}}\r\n").size(), 1u);
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientDispatch, CommandsWithoutHandlers_AsTheProtocolSays)
{
    peer& p = connect();
    EXPECT_THAT(
        p.say(R"({"id":2,"rpc":{"method":"m"}})"),
        ElementsAre(R"({"id":2,"error":{"code":108,"message":"not available"}})"));
    EXPECT_THAT(
        p.say(R"({"id":3,"ping":{}})"),
        ElementsAre(R"({"id":3,"error":{"code":108,"message":"not available"}})"));
    EXPECT_THAT(p.say(R"({"send":{"data":1}})"), IsEmpty());
    EXPECT_EQ(p.code(), 3508);
    EXPECT_TRUE(p.reason().starts_with("not available"));
}

TEST_F(ClientDispatch, MissingChannel_Closes3501)
{
    for (const char* method :
         {"subscribe", "unsubscribe", "publish", "presence", "presence_stats", "history", "sub_refresh"})
    {
        peer& p = connect();
        EXPECT_THAT(p.say(std::string(R"({"id":2,")") + method + R"(":{}})"), IsEmpty()) << method;
        EXPECT_EQ(p.code(), 3501) << method;
    }
}

TEST_F(ClientDispatch, CommandsBehindAClose_AreDropped)
{
    peer& p = connect();
    peer& q = connect();
    q.say(R"({"id":2,"subscribe":{"channel":"plain:1"}})");
    p.say(R"({"send":{}})"
          "\n"
          R"({"id":2,"publish":{"channel":"plain:1","data":1}})");
    EXPECT_EQ(p.code(), 3508);
    EXPECT_THAT(q.hear(), IsEmpty());
}

TEST_F(ClientDispatch, ReplyBacklog_HoldsTheNextCommandBack)
{
    options.reply_backlog_bytes = 100;
    peer& p = connect();
    p.socket.reply_bytes = 101;
    EXPECT_THAT(
        p.say(R"({"id":2,"rpc":{}})"
              "\n"
              R"({"id":3,"rpc":{}})"),
        IsEmpty());
    EXPECT_FALSE(p.socket.wants_message);
    p.socket.reply_bytes = 0;
    p.socket.drained();
    EXPECT_EQ(p.hear().size(), 2u);
    EXPECT_TRUE(p.socket.wants_message);
}

TEST_F(ClientDispatch, ReplyBacklogAtItsLimit_DoesNotHold)
{
    options.reply_backlog_bytes = 100;
    peer& p = connect();
    p.socket.reply_bytes = 100;
    EXPECT_EQ(p.say(R"({"id":2,"rpc":{}})").size(), 1u);
}

TEST_F(ClientDispatch, ReplyBacklogBehindASlowCommand_HoldsTheNextOne)
{
    options.reply_backlog_bytes = 100;
    peer& p = connect();
    history->writes.shut();
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":1}})"
          "\n"
          R"({"id":3,"rpc":{}})");
    p.socket.reply_bytes = 101;
    history->writes.open();
    EXPECT_THAT(p.hear(), ElementsAre(R"({"id":2,"publish":{}})"));
    p.socket.reply_bytes = 0;
    p.socket.drained();
    EXPECT_EQ(p.hear().size(), 1u);
}

TEST_F(ClientDispatch, Drained_DoesNotAskTwice)
{
    peer& p = connect();
    const auto reads = p.socket.reads;
    p.socket.drained();
    p.socket.drained();
    EXPECT_EQ(p.socket.reads, reads);
}

TEST_F(ClientDispatch, Replies_AreRepliesAndPushesArePushes)
{
    peer& p = connect();
    p.say(R"({"id":2,"subscribe":{"channel":"plain:1"}})");
    publish("plain:1", "1");
    p.hear();
    std::vector<net::frame_kind> kinds;
    for (const auto& f : p.socket.frames)
        kinds.push_back(f.kind);
    EXPECT_THAT(kinds, ElementsAre(net::frame_kind::reply, net::frame_kind::reply, net::frame_kind::push));
}

TEST_F(ClientDispatch, Overflow_Closes3008AndDropsTheQueue)
{
    peer& p = connect();
    p.socket.overflow();
    EXPECT_EQ(p.code(), 3008);
    EXPECT_EQ(p.reason(), "slow");
    EXPECT_TRUE(p.socket.closed_with->dropped_queue);
    p.socket.overflow();
}

TEST_F(ClientDispatch, OtherCloses_LetTheQueueLeave)
{
    peer& p = connect();
    p.say(R"({"send":{}})");
    EXPECT_FALSE(p.socket.closed_with->dropped_queue);
}

TEST_F(ClientDispatch, PublicationsOfTheTurn_LeaveBeforeTheClose)
{
    peer& p = connect();
    p.say(R"({"id":2,"subscribe":{"channel":"plain:1"}})");
    p.say(R"({"id":3,"publish":{"channel":"plain:1","data":1}})"
          "\n"
          R"({"send":{}})");
    EXPECT_EQ(p.code(), 3508);
    EXPECT_THAT(p.socket.frames.back().payload, testing::HasSubstr(R"("pub")"));
}

TEST_F(ClientDispatch, ConnectionEndsWhileConnectWaits_NothingIsTouched)
{
    auth.slow.shut();
    peer& p = open();
    p.say(R"({"id":1,"connect":{"token":"42"}})");
    p.socket.end();
    settle();
    auth.slow.open();
    settle();
    EXPECT_THAT(p.socket.frames, IsEmpty());
    EXPECT_EQ(node().info().num_clients, 0u);
}

TEST_F(ClientDispatch, ConnectionEndsWhileASubscribeWaits_NothingStays)
{
    peer& p = connect();
    history->reads.shut();
    p.say(R"({"id":2,"subscribe":{"channel":"log:1"}})");
    EXPECT_EQ(node().info().num_subs, 1u);
    p.socket.end();
    EXPECT_EQ(node().info().num_subs, 0u);
    history->reads.open();
    settle();
    EXPECT_EQ(node().info().num_subs, 0u);
}

TEST_F(ClientDispatch, ConnectionEndsWhileAPublishWaits_ItIsPublished)
{
    peer& q = connect();
    q.say(R"({"id":2,"subscribe":{"channel":"plain:1"}})");
    peer& p = connect();
    history->writes.shut();
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":1}})");
    p.socket.end();
    history->writes.open();
    EXPECT_EQ(q.hear().size(), 1u);
}

} // namespace ws::test
