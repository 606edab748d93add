#include "node_fixture.hpp"

#include <string_view>

namespace ws::test
{

using realtime::client_limit;

/// Clients of a node that limits them.
class ClientLimits : public node_fixture
{
protected:
    static constexpr const char* too_many =
        R"({"id":9,"error":{"code":111,"message":"too many requests","temporary":true}})";

    static std::string publish_to(const std::string& channel)
    {
        return R"({"id":9,"publish":{"channel":")" + channel + R"(","data":{}}})";
    }
    static std::string subscribe_to(const std::string& channel)
    {
        return R"({"id":9,"subscribe":{"channel":")" + channel + R"("}})";
    }

    /// How many of so many commands are answered with error 111.
    static int refused(peer& p, const std::string& command, int times)
    {
        int count = 0;
        for (int i = 0; i < times && !p.socket.closed_with; ++i)
            for (const std::string& answer : p.say(command))
                count += answer == too_many ? 1 : 0;
        return count;
    }

    std::uint64_t counted(client_limit which)
    {
        return node().counts().limited[static_cast<std::size_t>(which)];
    }

    const std::string ping = R"({"id":9,"ping":{}})"; ///< costs nothing but its turn
};

// ---- commands ---------------------------------------------------------------

TEST_F(ClientLimits, NoLimit_RefusesNothing)
{
    peer& p = connect();
    EXPECT_EQ(refused(p, ping, 1000), 0);
    EXPECT_EQ(refused(p, publish_to("plain:1"), 1000), 0);
}

TEST_F(ClientLimits, CommandsOverTheRate_AreError111UntilTimeHasPassed)
{
    options.limits.commands = auth::rate_limit{10, 1s, 3};
    peer& p = connect(); // one of the three
    EXPECT_EQ(refused(p, ping, 2), 0);
    EXPECT_EQ(refused(p, ping, 4), 4);
    pass(100ms);
    EXPECT_EQ(refused(p, ping, 1), 0);
    EXPECT_EQ(refused(p, ping, 4), 4) << "refusals are counted anew";
    EXPECT_FALSE(p.socket.closed_with);
    EXPECT_EQ(counted(client_limit::command), 8U);
    EXPECT_EQ(node().counts().command_errors.of(111), 8U);
}

TEST_F(ClientLimits, FiveRefusalsRunning_Close3013)
{
    options.limits.commands = auth::rate_limit{1, 1s, 1};
    peer& p = connect();
    EXPECT_EQ(refused(p, ping, 100), 4);
    EXPECT_EQ(p.code(), 3013);
    EXPECT_EQ(p.reason(), "too many requests");
    EXPECT_EQ(counted(client_limit::command), 5U);
}

TEST_F(ClientLimits, ManyCommandsInOneFrame_EachCount)
{
    options.limits.commands = auth::rate_limit{1, 1s, 3};
    peer& p = connect();
    std::string frame = ping;
    for (int i = 1; i < 100; ++i)
        frame += '\n' + ping;
    EXPECT_EQ(p.say(frame).size(), 6U) << "two are answered, four refused";
    EXPECT_EQ(p.code(), 3013);
}

TEST_F(ClientLimits, CommandThatWasRefused_HasNoEffect)
{
    options.limits.commands = auth::rate_limit{1, 1s, 1};
    peer& p = connect();
    EXPECT_THAT(p.say(subscribe_to("plain:1")), ElementsAre(too_many));
    EXPECT_EQ(node().info().num_subs, 0U);
}

TEST_F(ClientLimits, Pongs_AreNoCommands)
{
    options.limits.commands = auth::rate_limit{1, 1s, 1};
    options.ping_interval = 1s;
    peer& p = connect();
    for (int i = 0; i < 20; ++i)
    {
        pass(1s);
        for (const std::string& message : p.hear())
            if (message == "{}")
                p.say("{}");
    }
    EXPECT_FALSE(p.socket.closed_with);
    EXPECT_EQ(counted(client_limit::command), 0U);
}

TEST_F(ClientLimits, OtherConnections_HaveCommandsOfTheirOwn)
{
    options.limits.commands = auth::rate_limit{1, 1s, 1};
    peer& flooding = connect();
    refused(flooding, ping, 100);
    peer& other = connect();
    EXPECT_FALSE(other.id.empty());
}

// ---- subscriptions ------------------------------------------------------------

TEST_F(ClientLimits, SubscriptionsOverTheRate_AreError111ForTheUser)
{
    options.limits.subscribes = auth::rate_limit{1, 1s, 2};
    peer& first = connect("42");
    peer& second = connect("42");
    peer& other = connect("43");
    EXPECT_EQ(refused(first, subscribe_to("plain:1"), 1), 0);
    EXPECT_EQ(refused(second, subscribe_to("plain:1"), 1), 0);
    EXPECT_EQ(refused(first, subscribe_to("plain:2"), 20), 20) << "and no disconnect";
    EXPECT_EQ(refused(second, subscribe_to("plain:2"), 1), 1);
    EXPECT_EQ(refused(other, subscribe_to("plain:2"), 1), 0);
    pass(1s);
    EXPECT_EQ(refused(first, subscribe_to("plain:2"), 1), 0);
    EXPECT_EQ(counted(client_limit::subscribe), 21U);
}

TEST_F(ClientLimits, AnonymousClients_DoNotShareARate)
{
    options.insecure = true;
    options.limits.subscribes = auth::rate_limit{1, 60s, 1};
    for (int i = 0; i < 3; ++i)
    {
        peer& p = open();
        p.say(R"({"id":1,"connect":{}})");
        EXPECT_EQ(refused(p, subscribe_to("plain:1"), 1), 0);
        EXPECT_EQ(refused(p, subscribe_to("plain:2"), 1), 1);
    }
}

/// What a page sends that comes back, under the limits that hold where nothing is set.
TEST_F(ClientLimits, ReconnectWith128Subscriptions_FitsTheDefaults)
{
    options.limits.commands = auth::rate_limit{30, 1s, 200};
    options.limits.subscribes = auth::rate_limit{10, 1s, 256};
    for (int tab = 0; tab < 2; ++tab)
    {
        peer& p = open();
        std::string frame = R"({"id":1,"connect":{"token":"42"}})";
        for (int i = 0; i < 128; ++i)
            frame += '\n' + subscribe_to("plain:" + std::to_string(i));
        const auto answers = p.say(frame);
        EXPECT_EQ(answers.size(), 129U);
        EXPECT_EQ(std::count(answers.begin(), answers.end(), too_many), 0);
    }
    EXPECT_EQ(node().info().num_subs, 256U);
}

/// `count` wishes for channels of this namespace.
static std::string connect_with_wishes(const std::string& space, int count)
{
    std::string wishes;
    for (int i = 0; i < count; ++i)
        wishes += (i == 0 ? "\"" : ",\"") + space + ':' + std::to_string(i) + "\":{}";
    return R"({"id":9,"connect":{"token":"42","subs":{)" + wishes + "}}}";
}

TEST_F(ClientLimits, WishesOfAConnect_CountAsSubscriptions)
{
    options.limits.subscribes = auth::rate_limit{1, 1s, 3};
    peer& first = open();
    EXPECT_THAT(
        first.say(connect_with_wishes("plain", 2)), ElementsAre(testing::HasSubstr(R"("plain:1":{})")));
    peer& second = open();
    EXPECT_THAT(second.say(connect_with_wishes("closed", 2)), ElementsAre(too_many)) << "denied ones too";
    EXPECT_FALSE(second.socket.closed_with) << "the error is temporary: the client comes back";
    EXPECT_EQ(node().info().num_clients, 1U);
    EXPECT_EQ(counted(client_limit::subscribe), 1U);
    pass(1s);
    peer& again = open();
    EXPECT_EQ(refused(again, connect_with_wishes("plain", 2), 1), 0);
}

TEST_F(ClientLimits, MoreWishesThanTheBurst_NeedAllOfIt)
{
    options.limits.subscribes = auth::rate_limit{1, 1s, 2};
    EXPECT_EQ(refused(open(), connect_with_wishes("plain", 5), 1), 0);
    pass(1s);
    EXPECT_EQ(refused(open(), connect_with_wishes("plain", 5), 1), 1);
    pass(1s);
    EXPECT_EQ(refused(open(), connect_with_wishes("plain", 5), 1), 0);
}

TEST_F(ClientLimits, WishesForWhatIsGrantedAnyway_CostNothing)
{
    namespaces["me"].access = realtime::channel_access::user;
    namespaces["me"].connect = true;
    options.limits.subscribes = auth::rate_limit{1, 60s, 1};
    for (int i = 0; i < 3; ++i)
        EXPECT_THAT(
            open().say(R"({"id":9,"connect":{"token":"42","subs":{"me:42":{}}}})"),
            ElementsAre(testing::HasSubstr(R"("me:42":{})")));
}

TEST_F(ClientLimits, ReconnectWith128Wishes_FitsTheDefaults)
{
    options.limits.commands = auth::rate_limit{30, 1s, 200};
    options.limits.subscribes = auth::rate_limit{10, 1s, 256};
    for (int tab = 0; tab < 2; ++tab)
        EXPECT_EQ(refused(open(), connect_with_wishes("plain", 128), 1), 0);
    EXPECT_EQ(node().info().num_subs, 256U);
}

// ---- publications -------------------------------------------------------------

TEST_F(ClientLimits, PublicationsOverTheRate_AreError111ForTheUserInThatChannel)
{
    options.limits.publications = auth::rate_limit{10, 1s, 2};
    peer& first = connect("42");
    peer& second = connect("42");
    peer& other = connect("43");
    EXPECT_EQ(refused(first, publish_to("plain:1"), 1), 0);
    EXPECT_EQ(refused(second, publish_to("plain:1"), 1), 0);
    EXPECT_EQ(refused(first, publish_to("plain:1"), 3), 3);
    EXPECT_EQ(refused(first, publish_to("plain:2"), 1), 0);
    EXPECT_EQ(refused(other, publish_to("plain:1"), 1), 0);
    pass(100ms);
    EXPECT_EQ(refused(second, publish_to("plain:1"), 1), 0);
    EXPECT_EQ(counted(client_limit::publish), 3U);
    EXPECT_EQ(node().counts().publications, 5U);
}

TEST_F(ClientLimits, PublicationThatIsNotAllowed_UsesNothingUp)
{
    options.limits.publications = auth::rate_limit{1, 1s, 1};
    peer& p = connect();
    for (int i = 0; i < 3; ++i)
        EXPECT_THAT(
            p.say(publish_to("closed:1")),
            ElementsAre(R"({"id":9,"error":{"code":103,"message":"permission denied"}})"));
    EXPECT_EQ(counted(client_limit::publish), 0U);
}

// ---- connections ----------------------------------------------------------------

TEST_F(ClientLimits, OneConnectionTooManyOfAUser_Closes3504)
{
    options.limits.user_connections = 2;
    connect("42");
    peer& second = connect("42");
    peer& third = open();
    EXPECT_THAT(third.say(R"({"id":1,"connect":{"token":"42"}})"), IsEmpty());
    EXPECT_EQ(third.code(), 3504);
    EXPECT_EQ(third.reason(), "connection limit: too many of this user");
    EXPECT_FALSE(connect("43").id.empty()) << "others come in";
    EXPECT_EQ(counted(client_limit::user_connections), 1U);
    EXPECT_EQ(node().counts().failed_connects.of(3504), 1U);

    second.socket.end();
    EXPECT_FALSE(connect("42").id.empty()) << "the place is free again";
    EXPECT_EQ(node().info().num_clients, 3U);
}

TEST_F(ClientLimits, ConnectionsWhoseConnectWaits_AreCounted)
{
    namespaces["log"].durable = false;
    auth.add_user("with log", "42").subscriptions["log:1"];
    options.limits.user_connections = 1;
    node();
    history->reads.shut();
    peer& first = open();
    first.say(R"({"id":1,"connect":{"token":"with log"}})");
    peer& second = open();
    second.say(R"({"id":1,"connect":{"token":"with log"}})");
    EXPECT_EQ(second.code(), 3504);
    history->reads.open();
    EXPECT_EQ(first.hear().size(), 1U);
}

TEST_F(ClientLimits, OneConnectionTooManyOfASession_Closes3504)
{
    options.limits.session_connections = 1;
    options.limits.user_connections = 3;
    auth.add_user("laptop", "42").session = "sess_1";
    auth.add_user("phone", "42").session = "sess_2";
    connect("laptop");
    peer& tab = open();
    tab.say(R"({"id":1,"connect":{"token":"laptop"}})");
    EXPECT_EQ(tab.code(), 3504);
    EXPECT_EQ(tab.reason(), "connection limit: too many of this session");
    EXPECT_FALSE(connect("phone").id.empty());
    EXPECT_FALSE(connect("42").id.empty()) << "a token without session is of none";
    EXPECT_EQ(counted(client_limit::session_connections), 1U);
}

TEST_F(ClientLimits, AnonymousConnections_AreNotOneUsers)
{
    options.insecure = true;
    options.limits.user_connections = 1;
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(open().say(R"({"id":1,"connect":{}})").size(), 1U);
}

} // namespace ws::test
