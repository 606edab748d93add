#include "node_fixture.hpp"

namespace ws::test
{

/// What a subscribe with or without `recover` is answered with (docs/protocol.md).
class ClientRecovery : public node_fixture
{
protected:
    ClientRecovery()
    {
        auto& wish = namespaces["wish"];
        wish = namespaces["positioned"];
        wish.force_positioning = false;
        wish.allow_history_for_subscriber = false;
        wish.allow_positioning = wish.allow_recovery = true;
        namespaces["reader"] = namespaces["positioned"];
        namespaces["reader"].force_positioning = false;
        namespaces["deaf"] = namespaces["reader"];
        namespaces["deaf"].allow_history_for_subscriber = false;
    }

    std::vector<std::string> subscribe(peer& p, const std::string& channel, const std::string& more = "")
    {
        return p.say(R"({"id":2,"subscribe":{"channel":")" + channel + '"' + more + "}}");
    }
    std::string recover(std::uint64_t offset, const std::string& e, const std::string& more = "") const
    {
        return R"(,"recover":true,"offset":)" + std::to_string(offset) + R"(,"epoch":")" + e + '"' + more;
    }
    static std::string result(const std::string& members)
    {
        return R"({"id":2,"subscribe":{)" + members + "}}";
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

TEST_F(ClientRecovery, NoRecoverAsked_GetsTheTop)
{
    peer& p = connect();
    const std::string e = fill("log:1", 3);
    EXPECT_THAT(
        subscribe(p, "log:1"),
        ElementsAre(result(R"("recoverable":true,"epoch":")" + e + R"(","offset":3,"positioned":true)")));
}

TEST_F(ClientRecovery, YoungChannel_HasAnEpochAndNoOffset)
{
    peer& p = connect();
    const auto reply = subscribe(p, "log:1");
    const std::string e = publish("log:1", "1").epoch;
    EXPECT_THAT(reply, ElementsAre(result(R"("recoverable":true,"epoch":")" + e + R"(","positioned":true)")));
    EXPECT_THAT(p.hear(), ElementsAre(pub("log:1", 1)));
}

TEST_F(ClientRecovery, PositioningOnly_IsNotRecoverable)
{
    peer& p = connect();
    const std::string e = fill("positioned:1", 2);
    EXPECT_THAT(
        subscribe(p, "positioned:1"),
        ElementsAre(result(R"("epoch":")" + e + R"(","offset":2,"positioned":true)")));
    peer& q = connect();
    EXPECT_THAT(
        subscribe(q, "positioned:1", recover(1, e)),
        ElementsAre(result(R"("epoch":")" + e + R"(","offset":2,"positioned":true,"was_recovering":true)")));
}

TEST_F(ClientRecovery, Recovered_KeepsTheRequestsOffset)
{
    const std::string e = (connect(), fill("log:1", 3));
    peer& p = connect();
    EXPECT_THAT(
        subscribe(p, "log:1", recover(1, e)),
        ElementsAre(result(
            R"("recoverable":true,"epoch":")" + e +
            R"(","publications":[{"data":2,"offset":2},{"data":3,"offset":3}],"recovered":true,"offset":1,)"
            R"("positioned":true,"was_recovering":true)")));
    publish("log:1", "4");
    EXPECT_THAT(p.hear(), ElementsAre(pub("log:1", 4)));
}

TEST_F(ClientRecovery, NothingMissed_IsRecoveredWithoutPublications)
{
    const std::string e = (connect(), fill("log:1", 3));
    peer& p = connect();
    EXPECT_THAT(
        subscribe(p, "log:1", recover(3, e)),
        ElementsAre(result(
            R"("recoverable":true,"epoch":")" + e +
            R"(","recovered":true,"offset":3,"positioned":true,"was_recovering":true)")));
}

TEST_F(ClientRecovery, NotRecovered_GetsTheTopAndSubscribes)
{
    const std::string e = (connect(), fill("log:1", 12)); // ten are kept
    const std::string top = result(
        R"("recoverable":true,"epoch":")" + e + R"(","offset":12,"positioned":true,"was_recovering":true)");
    peer& p = connect();
    EXPECT_THAT(subscribe(p, "log:1", recover(1, e)), ElementsAre(top));
    peer& q = connect();
    EXPECT_THAT(subscribe(q, "log:1", recover(12, "other")), ElementsAre(top));
    publish("log:1", "13");
    EXPECT_THAT(p.hear(), ElementsAre(pub("log:1", 13)));
    EXPECT_THAT(q.hear(), ElementsAre(pub("log:1", 13)));
}

TEST_F(ClientRecovery, NotRecoveredWithFlagBit2_Is112AndNotSubscribed)
{
    const std::string e = (connect(), fill("log:1", 12));
    peer& p = connect();
    EXPECT_THAT(
        subscribe(p, "log:1", recover(1, e, R"(,"flag":3)")),
        ElementsAre(R"({"id":2,"error":{"code":112,"message":"unrecoverable position"}})"));
    EXPECT_EQ(node().info().num_subs, 0u);
    EXPECT_EQ(subscribe(p, "log:1", recover(11, e, R"(,"flag":3)")).size(), 1u);
    EXPECT_EQ(node().info().num_subs, 1u);
}

TEST_F(ClientRecovery, RecoveryOff_OnlySaysThatItWasAsked)
{
    peer& p = connect();
    EXPECT_THAT(subscribe(p, "plain:1", recover(1, "e")), ElementsAre(result(R"("was_recovering":true)")));
    EXPECT_THAT(subscribe(p, "deaf:1", recover(1, "e")), ElementsAre(result(R"("was_recovering":true)")));
}

TEST_F(ClientRecovery, Wishes_AreGrantedWhereTheNamespaceAllows)
{
    struct row
    {
        const char* space;
        const char* wish;
        bool recoverable;
        bool positioned;
    };
    const row rows[] = {
        {"wish", "", false, false},
        {"wish", R"(,"positioned":true)", false, true},
        {"wish", R"(,"recoverable":true)", true, true},
        {"reader", R"(,"positioned":true)", false, true},
        {"reader", R"(,"recoverable":true)", true, true},
        {"deaf", R"(,"positioned":true,"recoverable":true)", false, false},
        {"plain", R"(,"positioned":true,"recoverable":true)", false, false},
    };
    int n = 0;
    peer& p = connect();
    for (const row& r : rows)
    {
        const auto reply = subscribe(p, r.space + (":" + std::to_string(++n)), r.wish);
        ASSERT_EQ(reply.size(), 1u);
        EXPECT_EQ(reply[0].find(R"("recoverable":true)") != std::string::npos, r.recoverable)
            << r.space << r.wish;
        EXPECT_EQ(reply[0].find(R"("positioned":true)") != std::string::npos, r.positioned)
            << r.space << r.wish;
    }
}

TEST_F(ClientRecovery, TokenOverrides_SwitchRecoveryOnAndOff)
{
    auth.add_subscription("on", "42", "reader:1").override.force_recovery = true;
    auth.add_subscription("off", "42", "log:1").override.force_recovery = false;
    peer& p = connect();
    EXPECT_THAT(
        subscribe(p, "reader:1", R"(,"token":"on")"),
        ElementsAre(testing::HasSubstr(R"("recoverable":true)")));
    EXPECT_THAT(
        subscribe(p, "log:1", R"(,"token":"off")"),
        ElementsAre(testing::Not(testing::HasSubstr(R"("recoverable":true)"))));
}

TEST_F(ClientRecovery, RecoveryOverTheLimit_IsNotRecovered)
{
    options.max_reply_publications = 3;
    const std::string e = (connect(), fill("log:1", 8));
    peer& p = connect();
    EXPECT_THAT(
        subscribe(p, "log:1", recover(4, e)), ElementsAre(testing::Not(testing::HasSubstr("recovered"))));
    peer& q = connect();
    EXPECT_THAT(subscribe(q, "log:1", recover(5, e)), ElementsAre(testing::HasSubstr(R"("recovered":true)")));
}

TEST_F(ClientRecovery, CacheMode_GivesTheNewest)
{
    const std::string e = (connect(), fill("state:1", 4));
    peer& p = connect();
    EXPECT_THAT(
        subscribe(p, "state:1", recover(1, "whatever")),
        ElementsAre(result(
            R"("recoverable":true,"epoch":")" + e +
            R"(","publications":[{"data":4,"offset":4}],"recovered":true,"offset":4,"positioned":true,)"
            R"("was_recovering":true)")));
    peer& q = connect();
    EXPECT_THAT(
        subscribe(q, "state:1", recover(4, e)),
        ElementsAre(testing::AllOf(
            testing::HasSubstr(R"("recovered":true)"), testing::Not(testing::HasSubstr("publications")))));
    peer& r = connect();
    EXPECT_THAT(subscribe(r, "state:1"), ElementsAre(testing::Not(testing::HasSubstr("was_recovering"))));
}

TEST_F(ClientRecovery, AutoCacheRecover_NeedsNoRequest)
{
    namespaces["state"].auto_cache_recover = true;
    namespaces["log"].auto_cache_recover = true;
    connect();
    fill("state:1", 4);
    fill("log:1", 4);
    peer& p = connect();
    EXPECT_THAT(
        subscribe(p, "state:1"), ElementsAre(testing::AllOf(
                                     testing::HasSubstr(R"("publications":[{"data":4,"offset":4}])"),
                                     testing::HasSubstr(R"("was_recovering":true)"))));
    EXPECT_THAT(subscribe(p, "log:1"), ElementsAre(testing::Not(testing::HasSubstr("was_recovering"))))
        << "of no meaning in stream mode";
}

TEST_F(ClientRecovery, TokenOverride_SwitchesOnOnlyWhatTheNamespacePermits)
{
    namespaces["reader"].max_override = {"presence"};
    auth.add_subscription("on", "42", "reader:1").override.force_recovery = true;
    namespaces["log"].max_override = {"presence"};
    auth.add_subscription("off", "42", "log:1").override.force_recovery = false;
    peer& p = connect();
    EXPECT_THAT(
        p.say(R"({"id":2,"subscribe":{"channel":"reader:1","token":"on"}})"),
        ElementsAre(R"({"id":2,"subscribe":{}})"));
    EXPECT_THAT(
        p.say(R"({"id":3,"subscribe":{"channel":"log:1","token":"off"}})"),
        ElementsAre(testing::Not(testing::HasSubstr(R"("recoverable":true)"))));
}

} // namespace ws::test
