#include "node_fixture.hpp"

#include <algorithm>

namespace ws::test
{

/// How a node sends its clients away over a time.
class NodeDrain : public node_fixture
{
protected:
    /// That the node has told everybody; `told_` says so.
    void watch()
    {
        net::asio::co_spawn(
            io.get_executor(), node().all_told(), [this](const std::exception_ptr&) { told_ = true; });
        settle();
    }

    bool told_ = false;
};

TEST_F(NodeDrain, Spread_ClosesEvenlyAndAllByItsEnd)
{
    constexpr std::size_t count = 100;
    std::vector<peer*> peers;
    for (std::size_t i = 0; i < count; ++i)
        peers.push_back(&open());
    EXPECT_EQ(node().close_all(5s), count);
    const auto closed = [&]
    {
        return static_cast<std::size_t>(
            std::count_if(peers.begin(), peers.end(), [](peer* p) { return p->code() == 3001; }));
    };
    // One has its moment in every 50 ms, at any point of them.
    for (std::size_t half_seconds = 1; half_seconds < 10; ++half_seconds)
    {
        pass(500ms);
        EXPECT_GE(closed(), half_seconds * 10 - 1);
        EXPECT_LE(closed(), half_seconds * 10 + 1);
    }
    pass(500ms);
    EXPECT_EQ(closed(), count);
}

TEST_F(NodeDrain, UntilItsMoment_AClientWorksAsBefore)
{
    peer& p = connect();
    node().close_all(60s);
    EXPECT_THAT(
        p.say(R"({"id":2,"subscribe":{"channel":"plain:1"}})"), ElementsAre(R"({"id":2,"subscribe":{}})"));
    publish("plain:1", "7");
    EXPECT_THAT(p.hear(), ElementsAre(testing::HasSubstr(R"("data":7)")));
    EXPECT_FALSE(p.socket.closed_with);
    pass(60s);
    EXPECT_TRUE(p.socket.closed_with);
}

TEST_F(NodeDrain, NewcomersDuringTheSpread_AreClosedAtOnce)
{
    connect();
    node().close_all(60s);
    EXPECT_EQ(open().code(), 3001);
}

TEST_F(NodeDrain, CommandInWork_IsAnsweredBeforeTheClose)
{
    peer& p = connect();
    history->writes.shut();
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":1}})");
    node().close_all();
    pass(1s);
    EXPECT_FALSE(p.socket.closed_with);
    history->writes.open();
    EXPECT_THAT(p.hear(), ElementsAre(R"({"id":2,"publish":{}})"));
    EXPECT_EQ(p.code(), 3001);
}

TEST_F(NodeDrain, CommandsBehindTheOneInWork_AreNotTaken)
{
    peer& p = connect();
    history->writes.shut();
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":1}})"
          "\n"
          R"({"id":3,"publish":{"channel":"plain:1","data":2}})");
    node().close_all();
    history->writes.open();
    EXPECT_THAT(p.hear(), ElementsAre(R"({"id":2,"publish":{}})"));
    EXPECT_EQ(node().counts().publications, 1u);
}

TEST_F(NodeDrain, CommandThatDoesNotEnd_IsNotWaitedForLongerThanThePatience)
{
    options.leave_patience = 5s;
    peer& p = connect();
    history->writes.shut();
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":1}})");
    node().close_all(1s);
    pass(5s);
    EXPECT_FALSE(p.socket.closed_with);
    pass(1050ms);
    EXPECT_EQ(p.code(), 3001);
    EXPECT_THAT(p.hear(), IsEmpty());
}

TEST_F(NodeDrain, CalledAgain_HurriesWhoIsLeft)
{
    peer& p = connect();
    peer& gone = connect("43");
    node().close_all(10min);
    gone.socket.end();
    EXPECT_EQ(node().close_all(), 1u);
    EXPECT_EQ(p.code(), 3001);
    EXPECT_EQ(node().close_all(), 0u);
}

TEST_F(NodeDrain, AllTold_ReturnsWithTheLastClient)
{
    peer& leaves = connect();
    connect("43");
    node().close_all(10s);
    watch();
    leaves.socket.end();
    settle();
    EXPECT_FALSE(told_);
    pass(10s);
    EXPECT_TRUE(told_);
}

TEST_F(NodeDrain, AllTold_ReturnsAtOnceWithoutClients)
{
    node().close_all(10min);
    watch();
    EXPECT_TRUE(told_);
}

TEST_F(NodeDrain, Cancel_EndsWorkThatWaitsForever)
{
    peer& p = connect();
    auth.slow.shut();
    p.say(R"({"id":2,"refresh":{"token":"42"}})");
    node().close_all();
    bool stopped = false;
    net::asio::co_spawn(io.get_executor(), node().stop(), [&](const std::exception_ptr&) { stopped = true; });
    settle();
    EXPECT_FALSE(stopped);
    node().cancel();
    settle();
    EXPECT_TRUE(stopped);
    EXPECT_TRUE(p.socket.closed_with);
}

TEST_F(NodeDrain, Publications_AreCountedWhoeverMadeThem)
{
    peer& p = connect();
    publish("plain:1", "1");
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":1}})");
    p.say(R"({"id":3,"publish":{"channel":"nowhere:1","data":1}})");
    EXPECT_EQ(node().counts().publications, 2u);
}

} // namespace ws::test
