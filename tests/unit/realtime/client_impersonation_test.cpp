#include "node_fixture.hpp"

namespace ws::test
{

using testing::HasSubstr;
using testing::Not;

/// A connection of somebody who works as the user.
class ClientImpersonation : public node_fixture
{
protected:
    ClientImpersonation()
    {
        support_.impersonated = true;
        support_.actor = "agent_7";
        auto& vault = namespaces["vault"] = namespaces["room"];
        vault.allow_history_for_client = vault.allow_presence_for_client = true;
        vault.no_impersonation = true;
        vault.history_size = 10;
        vault.history_ttl = 60s;
        auto& own = namespaces["own"];
        own.access = realtime::channel_access::user;
        own.connect = own.no_impersonation = true;
    }

    static std::string command(const std::string& method, const std::string& members)
    {
        return R"({"id":7,")" + method + R"(":{)" + members + "}}";
    }

    static std::string subscribe_to(const std::string& channel, const std::string& token = "")
    {
        return command("subscribe", R"("channel":")" + channel + R"(","token":")" + token + '"');
    }

    static std::string marked(const std::string& id)
    {
        return R"({"user":"42","client":")" + id + R"(","impersonated":true})";
    }

    static std::string lost(const std::string& channel)
    {
        return R"({"push":{"channel":")" + channel +
               R"(","unsubscribe":{"code":2000,"reason":"server unsubscribe"}}})";
    }

    const std::string denied = R"({"id":7,"error":{"code":103,"message":"permission denied"}})";
    realtime::identity& support_ = auth.add_user("support", "42");
};

TEST_F(ClientImpersonation, PresenceJoinAndPublication_AreMarked)
{
    peer& watcher = connect("43");
    watcher.say(command("subscribe", R"("channel":"room:1","join_leave":true)"));
    peer& p = connect("support");
    p.say(subscribe_to("room:1"));
    EXPECT_THAT(watcher.hear(), ElementsAre(HasSubstr(R"("join":{"info":)" + marked(p.id))));
    p.say(command("publish", R"("channel":"room:1","data":1)"));
    EXPECT_THAT(watcher.hear(), ElementsAre(HasSubstr(R"("info":)" + marked(p.id))));
    const auto presence = watcher.say(command("presence", R"("channel":"room:1")"));
    EXPECT_THAT(presence, ElementsAre(HasSubstr(marked(p.id))));
    EXPECT_THAT(presence, ElementsAre(HasSubstr(R"({"user":"43","client":")" + watcher.id + R"("})")));
}

TEST_F(ClientImpersonation, ClosedChannel_RefusesEveryCommand)
{
    peer& p = connect("support");
    EXPECT_THAT(p.say(subscribe_to("vault:1")), ElementsAre(denied));
    for (const char* method : {"publish", "presence", "presence_stats", "history"})
        EXPECT_THAT(p.say(command(method, R"("channel":"vault:1","data":1)")), ElementsAre(denied)) << method;
    EXPECT_THAT(connect("42").say(subscribe_to("vault:1")), ElementsAre(Not(HasSubstr("error"))));
}

TEST_F(ClientImpersonation, TokenAndServer_GrantNothing)
{
    auth.add_subscription("grant", "42", "vault:1");
    peer& p = connect("support");
    EXPECT_THAT(p.say(subscribe_to("vault:1", "grant")), ElementsAre(denied));
    EXPECT_THAT(log_lines.back(), HasSubstr(R"("channel":"vault:1","code":103,"reason":"impersonated")"));

    peer& user = connect("42");
    realtime::subscribe_call call;
    call.who.user = "42";
    call.channel = "vault:2";
    EXPECT_TRUE(run(io, node().subscribe_user(call)));
    EXPECT_EQ(user.hear().size(), 1u);
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_THAT(
        log_lines.back(), HasSubstr(R"("actor":"agent_7","channel":"vault:2","reason":"impersonated")"));
}

TEST_F(ClientImpersonation, Connect_LeavesTheClosedChannelOut)
{
    const std::string hello = R"({"id":1,"connect":{"token":")";
    const auto support = open().say(hello + R"(support","subs":{"vault:1":{}}}})");
    EXPECT_THAT(support, ElementsAre(Not(HasSubstr(R"("subs":)"))));
    EXPECT_THAT(open().say(hello + R"(42"}})"), ElementsAre(HasSubstr(R"("own:42")")));
}

TEST_F(ClientImpersonation, ClosedChannelInTheToken_FailsTheConnect)
{
    support_.subscriptions["vault:1"];
    EXPECT_THAT(
        open().say(R"({"id":1,"connect":{"token":"support"}})"), ElementsAre(HasSubstr(R"("code":103)")));
    EXPECT_THAT(log_lines.back(), HasSubstr(R"("code":103,"reason":"impersonated")"));
}

TEST_F(ClientImpersonation, RefreshIntoIt_EndsWhatIsClosedHoweverItWasGranted)
{
    auth.add_subscription("grant", "42", "vault:2");
    peer& p = connect("42");
    p.say(subscribe_to("vault:1"));
    p.say(subscribe_to("vault:2", "grant"));
    p.say(subscribe_to("room:1"));
    EXPECT_THAT(
        p.say(command("refresh", R"("token":"support")")),
        ElementsAre(lost("own:42"), lost("vault:1"), lost("vault:2"), HasSubstr(R"({"id":7,"refresh":)")));
    EXPECT_THAT(p.say(command("presence", R"("channel":"room:1")")), ElementsAre(HasSubstr(marked(p.id))));
    p.say(command("refresh", R"("token":"42")"));
    EXPECT_THAT(
        p.say(command("presence", R"("channel":"room:1")")), ElementsAre(Not(HasSubstr("impersonated"))));
}

} // namespace ws::test
