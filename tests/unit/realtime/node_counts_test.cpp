#include "node_fixture.hpp"

#include <ws/realtime/node_counts.hpp>

#include <set>

namespace ws::test
{

/// What a node counts for those who watch it.
class NodeCounts : public node_fixture
{
protected:
    const realtime::node_counts& counts() { return node().counts(); }
    std::uint64_t commands(std::string_view name)
    {
        for (std::size_t kind = 0; kind < realtime::command_kinds; ++kind)
            if (realtime::command_name(kind) == name)
                return counts().commands[kind];
        ADD_FAILURE() << "no command " << name;
        return 0;
    }
};

TEST(CodeCounts, UnknownCodes_ShareOnePlace)
{
    static constexpr std::uint32_t known[] = {100, 3001};
    realtime::code_counts counts(known);
    for (const std::uint32_t code : {3001u, 100u, 3001u, 4711u, 0u, 99999u})
        counts.add(code);
    std::vector<std::pair<std::uint32_t, std::uint64_t>> seen;
    counts.visit([&](std::optional<std::uint32_t> code, std::uint64_t count)
                 { seen.emplace_back(code.value_or(0), count); });
    using entry = std::pair<std::uint32_t, std::uint64_t>;
    EXPECT_THAT(seen, ElementsAre(entry(100, 1), entry(3001, 2), entry(0, 3)));
}

TEST_F(NodeCounts, Connects_CountByHowTheyEnded)
{
    connect();
    auth.add_user("short", "42").expires = in(-1s);
    open().say(R"({"id":1,"connect":{"token":"short"}})");
    open().say(R"({"id":1,"connect":{"token":"nobody"}})");
    open().say(R"({"id":1,"connect":{}})");
    open(); // never says anything, and is no attempt until it is closed
    EXPECT_EQ(counts().connected, 1u);
    EXPECT_EQ(counts().failed_connects.of(110), 1u);
    EXPECT_EQ(counts().failed_connects.of(3500), 1u);
    EXPECT_EQ(counts().failed_connects.of(3501), 1u);
    EXPECT_EQ(counts().failed_connects.of(3502), 0u);
    pass(options.stale_timeout);
    EXPECT_EQ(counts().failed_connects.of(3502), 1u) << "the silent one; the others' attempts were over";
}

TEST_F(NodeCounts, Closes_CountByCodeAndWhoClosed)
{
    connect().socket.end({3001, "", false, false});
    connect().socket.end({1001, "", true, false});
    connect().socket.end({4242, "", true, false});
    EXPECT_EQ(counts().closed_by_us.of(3001), 1u);
    EXPECT_EQ(counts().closed_by_peer.of(1001), 1u);
    EXPECT_EQ(counts().closed_by_peer.of(4242), 1u) << "among the others";
    EXPECT_EQ(counts().closed_by_peer.of(1000), 0u);
}

TEST_F(NodeCounts, ConnectedTime_CountsFromTheConnectReply)
{
    peer& p = connect();
    peer& silent = open();
    now += 90s;
    p.socket.end();
    silent.socket.end();
    EXPECT_EQ(counts().connected_seconds.total(), 1u);
    EXPECT_EQ(counts().connected_seconds.sum(), 90.0);
}

TEST_F(NodeCounts, CommandsAndTheirErrors_CountByKindAndCode)
{
    peer& p = connect();
    p.say(R"({"id":2,"subscribe":{"channel":"plain:1"}})");
    p.say(R"({"id":3,"subscribe":{"channel":"nowhere:1"}})");
    p.say(R"({"id":4,"rpc":{"method":"x"}})");
    p.say("{}");
    EXPECT_EQ(commands("connect"), 1u);
    EXPECT_EQ(commands("subscribe"), 2u);
    EXPECT_EQ(commands("rpc"), 1u);
    EXPECT_EQ(commands("pong"), 1u);
    EXPECT_EQ(counts().command_errors.of(102), 1u);
    EXPECT_EQ(counts().command_errors.of(108), 1u);
    EXPECT_EQ(counts().command_errors.of(103), 0u);
}

TEST_F(NodeCounts, CommandNames_AreThoseOfTheProtocol)
{
    std::set<std::string_view> names;
    for (std::size_t kind = 0; kind < realtime::command_kinds; ++kind)
        names.insert(realtime::command_name(kind));
    EXPECT_EQ(names.size(), realtime::command_kinds);
    EXPECT_FALSE(names.contains(""));
}

TEST_F(NodeCounts, Deliveries_CountEachSubscriberAndPublication)
{
    peer& p = connect();
    peer& q = connect("43");
    p.say(R"({"id":2,"subscribe":{"channel":"plain:1"}})");
    q.say(R"({"id":2,"subscribe":{"channel":"plain:1"}})");
    const auto bytes = counts().bytes_out;
    publish("plain:1", "1");
    publish("plain:1", "2");
    settle();
    EXPECT_EQ(counts().publications, 2u);
    EXPECT_EQ(node().deliveries(), 4u);
    EXPECT_GT(counts().bytes_out, bytes);
    EXPECT_GT(counts().bytes_in, 0u);
}

TEST_F(NodeCounts, Recoveries_CountByWhetherAllWasThere)
{
    node();
    const auto top = publish("log:1", "1");
    publish("log:1", "2");
    const auto subscribe = [&](const std::string& epoch)
    {
        connect().say(
            R"({"id":2,"subscribe":{"channel":"log:1","recover":true,"offset":)" +
            std::to_string(top.offset) + R"(,"epoch":")" + epoch + R"("}})");
    };
    subscribe(top.epoch);
    subscribe("another");
    EXPECT_EQ(counts().recovered, 1u);
    EXPECT_EQ(counts().not_recovered, 1u);
}

TEST_F(NodeCounts, OpenConnections_AreThoseThatWereNotToldToGo)
{
    open();
    connect();
    EXPECT_EQ(node().open_connections(), 2u);
    node().close_all();
    EXPECT_EQ(node().open_connections(), 0u);
}

} // namespace ws::test
