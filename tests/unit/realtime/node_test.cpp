#include "node_fixture.hpp"

#include <boost/json/parse.hpp>

namespace ws::test
{

/// What the server API does to connections.
class Node : public node_fixture
{
protected:
    static void subscribe_as(peer& p, const std::string& channel)
    {
        p.say(R"({"id":9,"subscribe":{"channel":")" + channel + R"("}})");
    }
    static std::string push(const std::string& members) { return R"({"push":{)" + members + "}}"; }
};

// ---- disconnect ---------------------------------------------------------------

TEST_F(Node, Disconnect_ClosesTheUsersConnections)
{
    peer& p = connect();
    peer& q = connect();
    peer& other = connect("43");
    realtime::disconnect_call call;
    call.who.user = "42";
    EXPECT_TRUE(node().disconnect_user(call));
    EXPECT_EQ(p.code(), 3503);
    EXPECT_EQ(p.reason(), "force disconnect");
    EXPECT_EQ(q.code(), 3503);
    EXPECT_FALSE(other.socket.closed_with);
    EXPECT_EQ(node().info().num_clients, 1u);
}

TEST_F(Node, Disconnect_SparesTheWhitelistAndTakesOtherCodes)
{
    peer& p = connect();
    peer& q = connect();
    realtime::disconnect_call call;
    call.who.user = "42";
    call.whitelist = {p.id};
    call.code = 4100;
    call.reason = "please go";
    EXPECT_TRUE(node().disconnect_user(call));
    EXPECT_FALSE(p.socket.closed_with);
    EXPECT_EQ(q.code(), 4100);
    EXPECT_EQ(q.reason(), "please go");
}

TEST_F(Node, CloseReasons_AreNeverEmptyNorJson)
{
    for (const std::string reason :
         {"", " ", "7", "-1", "true", " false", "null", "\"x\"", "{}", "[]", "\t{\"code\":1}", "bye",
          "trust me"})
    {
        peer& p = connect();
        realtime::disconnect_call call;
        call.who.user = "42";
        call.reason = reason;
        node().disconnect_user(call);
        ASSERT_TRUE(p.socket.closed_with);
        const std::string& sent = p.socket.closed_with->reason;
        boost::json::error_code not_json;
        boost::json::parse(sent, not_json);
        EXPECT_TRUE(not_json) << sent;
        EXPECT_NE(sent.find_first_not_of(" \t"), std::string::npos);
        EXPECT_NE(sent.find(reason), std::string::npos) << sent;
    }
}

TEST_F(Node, LongCloseReason_IsCutBetweenCharacters)
{
    peer& p = connect();
    realtime::disconnect_call call;
    call.who.user = "42";
    call.reason = std::string(122, 'x') + "\xC3\xA9";
    node().disconnect_user(call);
    EXPECT_EQ(p.reason(), std::string(122, 'x'));
}

// ---- refresh ------------------------------------------------------------------

TEST_F(Node, Refresh_SetsTheExpiryAndTellsTheClient)
{
    peer& p = connect();
    realtime::refresh_call call;
    call.who.user = "42";
    call.expires = in(30s);
    EXPECT_TRUE(node().refresh_user(call));
    EXPECT_THAT(p.hear(), ElementsAre(push(R"("refresh":{"expires":true,"ttl":30})")));
    now += 91s;
    pass(25s);
    EXPECT_EQ(p.code(), 3005);
}

TEST_F(Node, RefreshWithoutExpiry_EndsTheExpiry)
{
    auth.add_user("short", "42").expires = in(30s);
    peer& p = connect("short");
    realtime::refresh_call call;
    call.who.user = "42";
    EXPECT_TRUE(node().refresh_user(call));
    EXPECT_THAT(p.hear(), ElementsAre(push(R"("refresh":{})")));
    now += 24h;
    pass(11s);
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(Node, RefreshAsExpired_Closes3005)
{
    peer& p = connect();
    realtime::refresh_call call;
    call.who.user = "42";
    call.expired = true;
    EXPECT_TRUE(node().refresh_user(call));
    EXPECT_EQ(p.code(), 3005);
}

TEST_F(Node, RefreshWithInfo_ReplacesConnInfo)
{
    peer& p = connect();
    subscribe_as(p, "room:1");
    realtime::refresh_call call;
    call.who = {"42", p.id, ""};
    call.info = "9";
    EXPECT_TRUE(node().refresh_user(call));
    EXPECT_EQ(node().presence("room:1")->clients.at(0).conn_info, "9");
    EXPECT_EQ(node().info().num_clients, 1u);
}

// ---- publications and what is there -------------------------------------------

TEST_F(Node, PublishErrors_AsATable)
{
    options.max_data_bytes = 5;
    namespaces["obj"].publication_data_format = realtime::data_format::json_object;
    const auto refusal = [this](const std::string& channel, const std::string& data)
    {
        realtime::publish_request request;
        request.channel = channel;
        request.data = data;
        request.idempotency_key = "k";
        return run(io, node().publish(std::move(request))).error();
    };
    EXPECT_EQ(refusal("", "1"), realtime::error::bad_request);
    EXPECT_EQ(refusal("nope:1", "1"), realtime::error::unknown_channel);
    EXPECT_EQ(refusal("plain:1", ""), realtime::error::bad_request);
    EXPECT_EQ(refusal("plain:1", "123456"), realtime::error::bad_request);
    EXPECT_EQ(refusal("obj:1", "[]"), realtime::error::bad_request);
    realtime::publish_request first;
    first.channel = "plain:1";
    first.data = "1";
    first.idempotency_key = "k";
    EXPECT_TRUE(run(io, node().publish(first)));
    EXPECT_EQ(refusal("plain:1", "2"), realtime::error::conflict);
    history->failure = errc::unavailable;
    EXPECT_EQ(refusal("plain:1", "2"), realtime::error::too_many_requests);
    history->failure = errc::timed_out;
    EXPECT_EQ(refusal("plain:1", "2"), realtime::error::internal);
}

TEST_F(Node, History_HasNoCap)
{
    options.max_reply_publications = 1;
    node();
    for (int i = 0; i < 4; ++i)
        publish("log:1", "1");
    realtime::history_query query;
    query.limit = -1;
    const auto all = run(io, node().history("log:1", query));
    ASSERT_TRUE(all);
    EXPECT_EQ(all->publications.size(), 4u);
    EXPECT_EQ(all->position.offset, 4u);
    EXPECT_EQ(run(io, node().history("nope:1", query)).error(), realtime::error::unknown_channel);
    EXPECT_EQ(run(io, node().history("plain:1", query)).error(), realtime::error::not_available);
    query.since = realtime::stream_position{1, "other"};
    EXPECT_EQ(run(io, node().history("log:1", query)).error(), realtime::error::unrecoverable_position);
    query.since = realtime::stream_position{0, ""};
    query.reverse = true;
    EXPECT_EQ(run(io, node().history("log:1", query)).error(), realtime::error::bad_request);
}

TEST_F(Node, RemoveHistory_KeepsThePosition)
{
    node();
    const auto top = publish("log:1", "1");
    EXPECT_TRUE(run(io, node().remove_history("log:1")));
    realtime::history_query query;
    query.limit = -1;
    const auto left = run(io, node().history("log:1", query));
    EXPECT_TRUE(left->publications.empty());
    EXPECT_EQ(left->position, top);
    EXPECT_EQ(run(io, node().remove_history("plain:1")).error(), realtime::error::not_available);
    EXPECT_EQ(run(io, node().remove_history("nope:1")).error(), realtime::error::unknown_channel);
    history->failure = errc::timed_out;
    EXPECT_EQ(run(io, node().remove_history("log:1")).error(), realtime::error::internal);
}

TEST_F(Node, Presence_NeedsNoPermissionButTheOption)
{
    peer& p = connect();
    subscribe_as(p, "room:1");
    EXPECT_EQ(node().presence("room:1")->clients.size(), 1u);
    EXPECT_EQ(node().presence("room:2")->clients.size(), 0u);
    EXPECT_EQ(node().presence("plain:1").error(), realtime::error::not_available);
    EXPECT_EQ(node().presence_stats("plain:1").error(), realtime::error::not_available);
    EXPECT_EQ(node().presence("nope:1").error(), realtime::error::unknown_channel);
    EXPECT_EQ(node().presence_stats("nope:1").error(), realtime::error::unknown_channel);
}

TEST_F(Node, ChannelsAndInfo_CountWhatIsThere)
{
    peer& p = connect();
    peer& q = connect("43");
    subscribe_as(p, "plain:1");
    subscribe_as(q, "plain:1");
    subscribe_as(q, "room:1");
    using entry = std::pair<std::string, std::uint32_t>;
    EXPECT_THAT(node().channels(""), testing::UnorderedElementsAre(entry("plain:1", 2), entry("room:1", 1)));
    EXPECT_THAT(node().channels("room:*"), ElementsAre(entry("room:1", 1)));
    pass(3s);
    const auto info = node().info();
    EXPECT_EQ(info.name, "imagineo-ws");
    EXPECT_EQ(info.version, "1.2.3");
    EXPECT_EQ(info.num_clients, 2u);
    EXPECT_EQ(info.num_users, 2u);
    EXPECT_EQ(info.num_channels, 2u);
    EXPECT_EQ(info.num_subs, 3u);
    EXPECT_EQ(info.uptime, 3s);
    EXPECT_EQ(info.uid, node().info().uid);
}

// ---- the end ------------------------------------------------------------------

TEST_F(Node, CloseAll_Closes3001AndEveryLaterOne)
{
    peer& silent = open();
    peer& p = connect();
    subscribe_as(p, "plain:1");
    node().close_all();
    EXPECT_EQ(silent.code(), 3001);
    EXPECT_EQ(p.code(), 3001);
    EXPECT_EQ(p.reason(), "shutdown");
    EXPECT_EQ(node().info().num_subs, 0u);
    peer& late = open();
    EXPECT_EQ(late.code(), 3001);
    node().close_all();
}

TEST_F(Node, Stop_WaitsForWorkInProgress)
{
    peer& p = connect();
    history->writes.shut();
    p.say(R"({"id":2,"publish":{"channel":"plain:1","data":1}})");
    node().close_all();
    bool stopped = false;
    net::asio::co_spawn(io.get_executor(), node().stop(), [&](const std::exception_ptr&) { stopped = true; });
    settle();
    EXPECT_FALSE(stopped);
    history->writes.open();
    settle();
    EXPECT_TRUE(stopped);
}

} // namespace ws::test
