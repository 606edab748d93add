#include "member_fixture.hpp"

namespace ws::test
{

using realtime::auth_failure;
using realtime::identity;
namespace close_with = realtime::close_with;

using ClientStanding = member_fixture;

TEST_F(ClientStanding, ClosedSession_ClosesItsConnectionsOnly)
{
    peer& a1 = connect("anna");
    peer& a2 = connect("anna");
    peer& b = connect("bert");
    EXPECT_EQ(node().close_session("sess_a", close_with::invalid_token), 2u);
    settle();
    EXPECT_EQ(a1.code(), 3500);
    EXPECT_EQ(a2.code(), 3500);
    EXPECT_EQ(b.code(), 0);
    EXPECT_EQ(node().close_session("sess_a", close_with::invalid_token), 0u);
    EXPECT_EQ(node().close_session("", close_with::invalid_token), 0u);
}

TEST_F(ClientStanding, SessionClosedWhileConnecting_LetsNobodyIn)
{
    namespaces["log"].access = realtime::channel_access::signed_in;
    namespaces["log"].allow_subscribe_for_client = false;
    peer& p = open();
    history->reads.shut();
    p.say(R"({"id":1,"connect":{"token":"anna","subs":{"log:x":{}}}})");
    EXPECT_EQ(node().close_session("sess_a", close_with::invalid_token), 1u);
    history->reads.open();
    settle();
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_EQ(p.code(), 3500);
}

TEST_F(ClientStanding, CloseUserAndClient_FindThem)
{
    peer& a = connect("anna");
    peer& b = connect("bert");
    EXPECT_EQ(node().close_user("anna", close_with::force_disconnect), 1u);
    EXPECT_EQ(node().close_client(b.id, close_with::force_disconnect), 1u);
    EXPECT_EQ(node().close_client("nobody", close_with::force_disconnect), 0u);
    settle();
    EXPECT_EQ(a.code(), 3503);
    EXPECT_EQ(b.code(), 3503);
}

TEST_F(ClientStanding, LeftOrganization_EndsItsChannelsAndKeepsTheOthers)
{
    peer& p = subscribed("anna", "org:acme:events");
    peer& other = subscribed("bert", "org:acme:events");
    EXPECT_EQ(node().leave_organization("anna", "acme"), 1u);
    EXPECT_THAT(p.hear(), ElementsAre(unsubscribed("org:acme:events", 2000, "server unsubscribe")));
    EXPECT_THAT(other.hear(), IsEmpty());
    EXPECT_THAT(
        p.say(subscribe_to("org:acme:events")),
        ElementsAre(R"({"id":7,"error":{"code":103,"message":"permission denied"}})"));
    EXPECT_EQ(node().leave_organization("anna", "acme"), 0u);
    EXPECT_EQ(p.code(), 0);
}

TEST_F(ClientStanding, DeletedOrganization_IsLeftByEverybody)
{
    peer& a = subscribed("anna", "org:acme:events");
    peer& b = subscribed("bert", "org:acme:events");
    EXPECT_EQ(node().leave_organization("", "acme"), 2u);
    EXPECT_EQ(a.hear().size(), 1u);
    EXPECT_EQ(b.hear().size(), 1u);
}

TEST_F(ClientStanding, DoubtedPermissions_CloseTheirChannelsUntilARefresh)
{
    peer& p = subscribed("anna", "images:acme:new");
    p.say(subscribe_to("org:acme:events"));
    EXPECT_EQ(node().doubt_permissions({"anna", "acme", "", ""}), 1u);
    EXPECT_THAT(
        p.hear(), ElementsAre(
                      unsubscribed("images:acme:new", 2500, "insufficient state"),
                      R"({"push":{"refresh":{"expires":true,"ttl":1}}})"));
    EXPECT_THAT(
        p.say(subscribe_to("images:acme:new")),
        ElementsAre(R"({"id":7,"error":{"code":100,"message":"internal server error","temporary":true}})"));
    refresh(p, "anna");
    EXPECT_THAT(p.say(subscribe_to("images:acme:new")), ElementsAre(R"({"id":7,"subscribe":{}})"));
}

TEST_F(ClientStanding, DoubtAboutAnotherRole_TouchesNobody)
{
    peer& p = subscribed("anna", "images:acme:new");
    EXPECT_EQ(node().doubt_permissions({"", "", "org:admin", ""}), 0u);
    EXPECT_EQ(node().doubt_permissions({"", "", "", "org:images:delete"}), 0u);
    EXPECT_EQ(node().doubt_permissions({"", "globex", "", ""}), 0u);
    EXPECT_THAT(p.hear(), IsEmpty());
    EXPECT_EQ(node().doubt_permissions({"", "", "", "org:images:read"}), 1u);
}

TEST_F(ClientStanding, TokenInDoubt_OpensWhatNeedsNoPermission)
{
    add_member("doubtful", "anna", "sess_a").permissions_in_doubt = true;
    peer& p = connect("doubtful");
    EXPECT_THAT(p.say(subscribe_to("org:acme:events")), ElementsAre(R"({"id":7,"subscribe":{}})"));
    EXPECT_THAT(
        p.say(subscribe_to("images:acme:new")),
        ElementsAre(R"({"id":7,"error":{"code":100,"message":"internal server error","temporary":true}})"));
    EXPECT_TRUE(node().connection(p.id)->permissions_in_doubt);
    refresh(p, "anna");
    EXPECT_THAT(p.say(subscribe_to("images:acme:new")), ElementsAre(R"({"id":7,"subscribe":{}})"));
    EXPECT_FALSE(node().connection(p.id)->permissions_in_doubt);
}

TEST_F(ClientStanding, RefreshWithATokenFromBefore_LeavesTheDoubt)
{
    peer& p = subscribed("anna", "images:acme:new");
    node().doubt_permissions({"anna", "acme", "", ""});
    p.hear();
    add_member("old", "anna", "sess_a").permissions_in_doubt = true;
    EXPECT_EQ(refresh(p, "old").size(), 1u);
    EXPECT_THAT(
        p.say(subscribe_to("images:acme:new")),
        ElementsAre(R"({"id":7,"error":{"code":100,"message":"internal server error","temporary":true}})"));
}

TEST_F(ClientStanding, RefreshIntoDoubt_PausesWhatNeedsAPermission)
{
    peer& p = subscribed("anna", "images:acme:new");
    p.say(subscribe_to("org:acme:events"));
    add_member("doubtful", "anna", "sess_a").permissions_in_doubt = true;
    const auto said = refresh(p, "doubtful");
    ASSERT_EQ(said.size(), 2u);
    EXPECT_THAT(said, testing::Contains(unsubscribed("images:acme:new", 2500, "insufficient state")));
}

TEST_F(ClientStanding, TokenInDoubt_IsToBeReplacedSoon)
{
    add_member("doubtful", "anna", "sess_a").permissions_in_doubt = true;
    peer& fresh = open();
    const auto replies = fresh.say(R"({"id":1,"connect":{"token":"doubtful"}})");
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_THAT(replies.front(), testing::HasSubstr(R"("ttl":10,)"));
    peer& p = connect("anna");
    EXPECT_THAT(refresh(p, "doubtful"), testing::Contains(testing::HasSubstr(R"("ttl":10})")));

    identity& brief = add_member("brief", "anna", "sess_a");
    brief.permissions_in_doubt = true;
    brief.expires = in(3s);
    EXPECT_THAT(refresh(p, "brief"), testing::Contains(testing::HasSubstr(R"("ttl":3})")));
}

TEST_F(ClientStanding, TokenInDoubt_LivesAsLongAsAnyOther)
{
    add_member("doubtful", "anna", "sess_a").permissions_in_doubt = true;
    peer& p = connect("doubtful");
    EXPECT_EQ(node().connection(p.id)->expires, in(60s));
}

TEST_F(ClientStanding, RefreshWithFewerPermissions_EndsWhatNeedsThem)
{
    peer& p = subscribed("anna", "images:acme:new");
    p.say(subscribe_to("org:acme:events"));
    add_member("less", "anna", "sess_a").organization_permissions.clear();
    const auto said = refresh(p, "less");
    ASSERT_EQ(said.size(), 2u);
    EXPECT_THAT(said, testing::Contains(unsubscribed("images:acme:new", 2000, "server unsubscribe")));
    EXPECT_EQ(p.code(), 0);
}

TEST_F(ClientStanding, RefreshIntoAnotherOrganization_ChangesWhatIsOpen)
{
    peer& p = subscribed("anna", "org:acme:events");
    add_member("moved", "anna", "sess_a").organization = "globex";
    EXPECT_THAT(
        refresh(p, "moved"), testing::Contains(unsubscribed("org:acme:events", 2000, "server unsubscribe")));
    EXPECT_THAT(p.say(subscribe_to("org:globex:events")), ElementsAre(R"({"id":7,"subscribe":{}})"));
}

TEST_F(ClientStanding, RefreshThatChangesNothing_LeavesSubscriptionsAlone)
{
    peer& p = subscribed("anna", "images:acme:new");
    EXPECT_EQ(refresh(p, "anna").size(), 1u);
}

TEST_F(ClientStanding, RefreshWithAnotherSession_MovesTheConnectionThere)
{
    peer& p = connect("anna");
    add_member("again", "anna", "sess_c");
    refresh(p, "again");
    EXPECT_EQ(node().close_session("sess_a", close_with::invalid_token), 0u);
    EXPECT_EQ(node().close_session("sess_c", close_with::invalid_token), 1u);
    EXPECT_EQ(p.code(), 3500);
}

TEST_F(ClientStanding, SubscriptionByToken_SurvivesAnotherOrganizationInTheToken)
{
    auth.add_subscription("grant", "anna", "images:acme:new");
    peer& p = connect("anna");
    p.say(R"({"id":2,"subscribe":{"channel":"images:acme:new","token":"grant"}})");
    add_member("moved", "anna", "sess_a").organization = "globex";
    EXPECT_EQ(refresh(p, "moved").size(), 1u);
    EXPECT_EQ(node().leave_organization("anna", "globex"), 1u) << "its active one";
    EXPECT_THAT(p.hear(), IsEmpty());
}

TEST_F(ClientStanding, LeftOrganization_EndsWhatTokensAndTheServerGranted)
{
    auth.add_subscription("grant", "anna", "images:acme:new");
    auth.add_user("plain", "anna").subscriptions["org:acme:log"];
    peer& p = connect("plain"); // it names no organisation
    p.say(R"({"id":2,"subscribe":{"channel":"images:acme:new","token":"grant"}})");
    realtime::subscribe_call call;
    call.who.user = "anna";
    for (const char* channel : {"org:acme:events", "org:acmes:events", "plain:acme"})
    {
        call.channel = channel;
        EXPECT_TRUE(run(io, node().subscribe_user(call)));
    }
    p.hear();
    peer& other = connect("bert");
    EXPECT_EQ(node().leave_organization("anna", "acme"), 1u);
    EXPECT_THAT(
        p.hear(), testing::UnorderedElementsAre(
                      unsubscribed("org:acme:log", 2000, "server unsubscribe"),
                      unsubscribed("images:acme:new", 2000, "server unsubscribe"),
                      unsubscribed("org:acme:events", 2000, "server unsubscribe")));
    EXPECT_THAT(other.hear(), IsEmpty());
    EXPECT_EQ(node().leave_organization("anna", "acme"), 0u);
    EXPECT_EQ(node().leave_organization("anna", ""), 0u);
}

TEST_F(ClientStanding, OrganizationLeftWhileConnecting_OpensNothingOfIt)
{
    auth::token_subscription slow;
    slow.override.force_recovery = true;
    auth.add_user("granted", "anna").subscriptions = {{"log:1", slow}, {"org:acme:events", {}}};
    peer& p = open();
    history->reads.shut();
    EXPECT_THAT(p.say(R"({"id":1,"connect":{"token":"granted"}})"), IsEmpty());
    EXPECT_EQ(node().leave_organization("anna", "acme"), 1u);
    history->reads.open();
    const auto replies = p.hear();
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_THAT(replies.front(), testing::HasSubstr("log:1"));
    EXPECT_THAT(replies.front(), testing::Not(testing::HasSubstr("acme")));
}

TEST_F(ClientStanding, LeftOrganization_IsLeftByConnectionsInAnotherOneToo)
{
    auth.add_subscription("grant", "anna", "images:acme:new");
    add_member("abroad", "anna", "sess_a").organization = "globex";
    peer& p = subscribed("abroad", "org:globex:events");
    p.say(R"({"id":2,"subscribe":{"channel":"images:acme:new","token":"grant"}})");
    EXPECT_EQ(node().leave_organization("", "acme"), 1u);
    EXPECT_THAT(p.hear(), ElementsAre(unsubscribed("images:acme:new", 2000, "server unsubscribe")));
}

TEST_F(ClientStanding, PendingSession_IsUnauthorizedOnConnectAndRefresh)
{
    auth.connections["pending"] = auth_failure::pending;
    peer& fresh = open();
    EXPECT_THAT(
        fresh.say(R"({"id":1,"connect":{"token":"pending"}})"),
        ElementsAre(R"({"id":1,"error":{"code":101,"message":"unauthorized"}})"));
    peer& old = connect("anna");
    EXPECT_THAT(
        refresh(old, "pending"), ElementsAre(R"({"id":8,"error":{"code":101,"message":"unauthorized"}})"));
}

TEST_F(ClientStanding, SpreadLifetime_IsAtMostATenthShorter)
{
    identity& who = add_member("spread", "anna", "sess_a");
    who.spread_ttl = true;
    who.expires = in(100s);
    peer& p = open();
    const auto replies = p.say(R"({"id":1,"connect":{"token":"spread"}})");
    ASSERT_EQ(replies.size(), 1u);
    const std::string before = R"("ttl":)";
    const std::size_t at = replies.front().find(before);
    ASSERT_NE(at, std::string::npos);
    const int ttl = std::stoi(replies.front().substr(at + before.size()));
    EXPECT_GE(ttl, 90);
    EXPECT_LE(ttl, 100);
}

TEST_F(ClientStanding, AdmittedAtTheUpgrade_NeedsNoTokenOnce)
{
    identity who;
    who.user = "anna";
    who.session = "sess_a";
    fake_websocket socket;
    socket.listener = node().open(socket, {true, "192.0.2.7"}, who);
    socket.deliver(R"({"id":1,"connect":{}})");
    settle();
    EXPECT_EQ(socket.take().size(), 1u);
    const auto listed = node().connections({}).connections;
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed.front().user, "anna");
    EXPECT_EQ(listed.front().address, "192.0.2.7");
    node().close_user("anna", close_with::force_disconnect);
    settle();
    socket.end();
}

} // namespace ws::test
