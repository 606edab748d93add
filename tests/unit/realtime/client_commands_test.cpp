#include "node_fixture.hpp"

namespace ws::test
{

/// publish, presence, presence_stats and history of a client.
class ClientCommands : public node_fixture
{
protected:
    static std::string error(int code, const std::string& message)
    {
        return R"({"id":2,"error":{"code":)" + std::to_string(code) + R"(,"message":")" + message + R"("}})";
    }
    static std::string command(const std::string& method, const std::string& members)
    {
        return R"({"id":2,")" + method + R"(":{)" + members + "}}";
    }
    std::vector<std::string>
    publish_as(peer& p, const std::string& channel, const std::string& data = R"(,"data":1)")
    {
        return p.say(command("publish", R"("channel":")" + channel + '"' + data));
    }
    std::vector<std::string> ask(peer& p, const std::string& method, const std::string& channel)
    {
        return p.say(command(method, R"("channel":")" + channel + '"'));
    }
    static void subscribe(peer& p, const std::string& channel)
    {
        p.say(R"({"id":9,"subscribe":{"channel":")" + channel + R"("}})");
    }

    const std::string unknown = error(102, "unknown channel");
    const std::string denied = error(103, "permission denied");
    const std::string bad = error(107, "bad request");
    const std::string not_available = error(108, "not available");
    const std::string published = R"({"id":2,"publish":{}})";
};

TEST_F(ClientCommands, Publish_ReachesSubscribersWithThePublishersInfo)
{
    auth.add_user("named", "42").info = R"({"name":"Ann"})";
    peer& p = connect("named");
    peer& q = connect("43");
    subscribe(p, "plain:1");
    subscribe(q, "plain:1");
    const std::string push =
        R"({"push":{"channel":"plain:1","pub":{"data":{"t":"hi"},"info":{"user":"42","client":")" + p.id +
        R"(","conn_info":{"name":"Ann"}}}}})";
    EXPECT_THAT(
        publish_as(p, "plain:1", R"(,"data":{"t": "hi"})"), testing::UnorderedElementsAre(published, push));
    EXPECT_THAT(q.hear(), ElementsAre(push));
}

TEST_F(ClientCommands, MembersThatClaimAnIdentity_AreNotBelieved)
{
    peer& p = connect();
    const std::string claims =
        R"(,"user":"root","client":"x","info":{"user":"root"},"conn_info":{"role":"admin"},"offset":9)";
    p.say(R"({"id":9,"user":"root","subscribe":{"channel":"room:1")" + claims + "}}");
    const std::string me = R"({"user":"42","client":")" + p.id + R"("})";
    EXPECT_THAT(
        publish_as(p, "room:1", R"(,"data":1)" + claims),
        testing::Contains(R"({"push":{"channel":"room:1","pub":{"data":1,"info":)" + me + "}}}"));
    EXPECT_THAT(
        p.say(command("presence", R"("channel":"room:1")" + claims)),
        ElementsAre(R"({"id":2,"presence":{"presence":{")" + p.id + R"(":)" + me + "}}}"));
}

TEST_F(ClientCommands, PublishWhileSubscribedByToken_CarriesChanInfo)
{
    auth.add_subscription("s", "42", "plain:1").info = "7";
    peer& p = connect();
    p.say(R"({"id":9,"subscribe":{"channel":"plain:1","token":"s"}})");
    EXPECT_THAT(publish_as(p, "plain:1"), testing::Contains(testing::HasSubstr(R"("chan_info":7)")));
    EXPECT_THAT(publish_as(p, "plain:2"), ElementsAre(published));
}

TEST_F(ClientCommands, Publish_IsStoredWhereThereIsHistory)
{
    peer& p = connect();
    publish_as(p, "log:1");
    realtime::history_query all;
    all.limit = -1;
    const auto h = run(io, node().history("log:1", all));
    ASSERT_TRUE(h);
    ASSERT_EQ(h->publications.size(), 1u);
    EXPECT_EQ(h->publications[0]->info->client, p.id);
}

TEST_F(ClientCommands, PublishRefusals_AsATable)
{
    options.max_data_bytes = 10;
    namespaces["obj"].allow_publish_for_client = true;
    namespaces["obj"].publication_data_format = realtime::data_format::json_object;
    peer& p = connect();
    EXPECT_THAT(publish_as(p, "nope:1"), ElementsAre(unknown));
    EXPECT_THAT(publish_as(p, "plain:\xC3\xA9"), ElementsAre(bad));
    EXPECT_THAT(publish_as(p, "plain:1", ""), ElementsAre(bad)) << "no data";
    EXPECT_THAT(publish_as(p, "plain:1", R"(,"data":"123456789")"), ElementsAre(bad)) << "11 bytes";
    EXPECT_THAT(publish_as(p, "plain:1", R"(,"data":"12345678")"), ElementsAre(published)) << "10 bytes";
    EXPECT_THAT(publish_as(p, "plain:1", R"(,"data":1,"type":1)"), ElementsAre(bad)) << "a map publication";
    EXPECT_THAT(publish_as(p, "closed:1"), ElementsAre(denied));
    EXPECT_THAT(publish_as(p, "closed:1", ""), ElementsAre(bad)) << "the data come first";
    EXPECT_THAT(publish_as(p, "obj:1", R"(,"data":[1])"), ElementsAre(bad));
    EXPECT_THAT(publish_as(p, "obj:1", R"(,"data": {})"), ElementsAre(published));
    EXPECT_FALSE(p.socket.closed_with);
}

TEST_F(ClientCommands, PublishOfSubscribers_NeedsTheSubscription)
{
    namespaces["closed"].allow_subscribe_for_client = true;
    namespaces["closed"].allow_publish_for_subscriber = true;
    peer& p = connect();
    EXPECT_THAT(publish_as(p, "closed:1"), ElementsAre(denied));
    subscribe(p, "closed:1");
    EXPECT_THAT(publish_as(p, "closed:1"), testing::Contains(published));
}

TEST_F(ClientCommands, PublishThatFails_Is100)
{
    peer& p = connect();
    history->failure = errc::unavailable;
    EXPECT_THAT(
        publish_as(p, "plain:1"),
        ElementsAre(R"({"id":2,"error":{"code":100,"message":"internal server error","temporary":true}})"));
}

TEST_F(ClientCommands, Presence_ShowsWhoIsThere)
{
    peer& p = connect();
    subscribe(p, "room:1");
    const std::string me = '"' + p.id + R"(":{"user":"42","client":")" + p.id + R"("})";
    EXPECT_THAT(
        ask(p, "presence", "room:1"), ElementsAre(R"({"id":2,"presence":{"presence":{)" + me + "}}}"));
    EXPECT_THAT(
        ask(p, "presence_stats", "room:1"),
        ElementsAre(R"({"id":2,"presence_stats":{"num_clients":1,"num_users":1}})"));
    peer& q = connect();
    subscribe(q, "room:1");
    peer& r = connect("43");
    subscribe(r, "room:1");
    EXPECT_THAT(
        ask(p, "presence_stats", "room:1"),
        ElementsAre(R"({"id":2,"presence_stats":{"num_clients":3,"num_users":2}})"));
    q.socket.end();
    r.say(R"({"id":3,"unsubscribe":{"channel":"room:1"}})");
    EXPECT_THAT(
        ask(p, "presence_stats", "room:1"),
        ElementsAre(R"({"id":2,"presence_stats":{"num_clients":1,"num_users":1}})"));
}

TEST_F(ClientCommands, PresenceOfAnEmptyChannel_IsWrittenOut)
{
    namespaces["room"].allow_presence_for_client = true;
    peer& p = connect();
    EXPECT_THAT(ask(p, "presence", "room:1"), ElementsAre(R"({"id":2,"presence":{"presence":{}}})"));
    EXPECT_THAT(
        ask(p, "presence_stats", "room:1"),
        ElementsAre(R"({"id":2,"presence_stats":{"num_clients":0,"num_users":0}})"));
}

TEST_F(ClientCommands, AnonymousUsers_AreOneUser)
{
    options.insecure = true;
    for (int i = 0; i < 2; ++i)
    {
        peer& p = open();
        p.say(R"({"id":1,"connect":{}})");
        subscribe(p, "room:1");
    }
    const auto stats = node().presence_stats("room:1");
    EXPECT_EQ(stats->num_clients, 2u);
    EXPECT_EQ(stats->num_users, 1u);
}

TEST_F(ClientCommands, PresenceRefusals_AsATable)
{
    peer& p = connect();
    for (const char* method : {"presence", "presence_stats"})
    {
        EXPECT_THAT(ask(p, method, "nope:1"), ElementsAre(unknown)) << method;
        EXPECT_THAT(ask(p, method, "room:\xC3\xA9"), ElementsAre(bad)) << method;
        EXPECT_THAT(ask(p, method, "plain:1"), ElementsAre(not_available)) << method;
        EXPECT_THAT(ask(p, method, "room:1"), ElementsAre(denied)) << method << " without a subscription";
    }
}

TEST_F(ClientCommands, History_AsATable)
{
    options.max_reply_publications = 3;
    peer& p = connect();
    subscribe(p, "log:1");
    std::string e;
    for (int i = 1; i <= 5; ++i)
        e = publish("log:1", std::to_string(i)).epoch;
    p.hear();
    struct row
    {
        std::string members;
        std::string publications;
    };
    const auto entries = [](std::initializer_list<int> offsets)
    {
        std::string list;
        for (const int i : offsets)
        {
            const std::string n = std::to_string(i);
            list += (list.empty() ? R"({"data":)" : R"(,{"data":)") + n + R"(,"offset":)" + n + "}";
        }
        return list;
    };
    const row rows[] = {
        {"", ""},
        {R"(,"limit":0)", ""},
        {R"(,"limit":2)", entries({1, 2})},
        {R"(,"limit":-1)", entries({1, 2, 3})},
        {R"(,"limit":301)", entries({1, 2, 3})},
        {R"(,"limit":2,"reverse":true)", entries({5, 4})},
        {R"(,"limit":2,"since":{"offset":3})", entries({4, 5})},
        {R"(,"limit":2,"since":{"offset":3,"epoch":")" + e + R"("})", entries({4, 5})},
        {R"(,"limit":2,"since":{"offset":3},"reverse":true)", entries({2, 1})},
        {R"(,"limit":2,"since":{"offset":5})", ""},
    };
    for (const row& r : rows)
        EXPECT_THAT(
            p.say(command("history", R"("channel":"log:1")" + r.members)),
            ElementsAre(
                R"({"id":2,"history":{"publications":[)" + r.publications + R"(],"epoch":")" + e +
                R"(","offset":5}})"))
            << r.members;
}

TEST_F(ClientCommands, History_CreatesTheStream)
{
    namespaces["log"].allow_history_for_client = true;
    peer& p = connect();
    const auto reply = ask(p, "history", "log:1");
    const std::string e = publish("log:1", "1").epoch;
    EXPECT_THAT(
        reply, ElementsAre(R"({"id":2,"history":{"publications":[],"epoch":")" + e + R"(","offset":0}})"));
}

TEST_F(ClientCommands, HistoryIsCutAtItsBytes)
{
    options.max_reply_bytes = 20;
    peer& p = connect();
    subscribe(p, "log:1");
    for (int i = 0; i < 3; ++i)
        publish("log:1", R"("12345678")");
    p.hear();
    const auto reply = p.say(command("history", R"("channel":"log:1","limit":-1)"));
    ASSERT_EQ(reply.size(), 1u);
    EXPECT_THAT(reply[0], testing::HasSubstr(R"("offset":2}])"));
}

TEST_F(ClientCommands, HistoryRefusals_AsATable)
{
    peer& p = connect();
    EXPECT_THAT(ask(p, "history", "nope:1"), ElementsAre(unknown));
    EXPECT_THAT(ask(p, "history", "log:\xC3\xA9"), ElementsAre(bad));
    EXPECT_THAT(ask(p, "history", "plain:1"), ElementsAre(not_available));
    EXPECT_THAT(ask(p, "history", "log:1"), ElementsAre(denied));
    subscribe(p, "log:1");
    EXPECT_THAT(
        p.say(command("history", R"("channel":"log:1","since":{"offset":0,"epoch":"other"})")),
        ElementsAre(error(112, "unrecoverable position")));
    EXPECT_THAT(
        p.say(command("history", R"("channel":"log:1","reverse":true,"since":{"offset":0})")),
        ElementsAre(bad));
    history->failure = errc::timed_out;
    EXPECT_THAT(ask(p, "history", "log:1"), ElementsAre(testing::HasSubstr(R"("code":100)")));
}

TEST_F(ClientCommands, CommandsOfOneClient_KeepTheirOrder)
{
    peer& p = connect();
    history->writes.shut();
    p.say(command("publish", R"("channel":"plain:1","data":1)") + "\n" + R"({"id":3,"rpc":{}})");
    peer& q = connect();
    EXPECT_EQ(q.say(R"({"id":3,"rpc":{}})").size(), 1u) << "others do not wait";
    history->writes.open();
    const auto replies = p.hear();
    ASSERT_EQ(replies.size(), 2u);
    EXPECT_EQ(replies[0], published);
}

} // namespace ws::test
