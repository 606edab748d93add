#include "node_fixture.hpp"

namespace ws::test
{

using realtime::auth_failure;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
namespace close_with = realtime::close_with;

/// What the log tells of a connection afterwards.
class ClientAudit : public node_fixture
{
protected:
    ClientAudit()
    {
        realtime::identity& anna = auth.add_user("tok-anna", "anna");
        anna.session = "sess_a";
        anna.expires = in(60s);
        realtime::identity& support = auth.add_user("tok-support", "anna");
        support.session = "sess_s";
        support.impersonated = true;
        support.actor = "agent7";
        auth.connections["tok-old"] = auth_failure::expired;
        auth.connections["tok-later"] = auth_failure::unavailable;
        auth.connections["tok-pending"] = auth_failure::pending;
        namespaces["secret"].access = realtime::channel_access::signed_in;
        namespaces["secret"].no_impersonation = true;
    }

    /// The fields of the only line about `event`, from its name on.
    std::string line(const std::string& event)
    {
        std::vector<std::string> found;
        for (const std::string& l : log_lines)
            if (const auto at = l.find(R"("event":")" + event + '"'); at != std::string::npos)
                found.push_back(l.substr(at));
        log_lines.clear();
        return found.size() == 1 ? found.front() : std::to_string(found.size()) + " lines";
    }

    static std::string fields(const std::string& event, const std::string& rest)
    {
        return R"("event":")" + event + R"(",)" + rest + '}';
    }

    static std::string anna_at(const peer& p)
    {
        return R"("client":")" + p.id + R"(","user":"anna","session":"sess_a")";
    }

    std::vector<std::string> refuse_connect(const std::string& token)
    {
        peer& p = open({false, "192.0.2.7"});
        return p.say(R"({"id":1,"connect":{"token":")" + token + R"("}})");
    }

    static std::string subscribe_to(const std::string& channel, const std::string& token = "")
    {
        return R"({"id":7,"subscribe":{"channel":")" + channel + R"(","token":")" + token + R"("}})";
    }

    static std::string refresh_with(const std::string& token)
    {
        return R"({"id":8,"refresh":{"token":")" + token + R"("}})";
    }
};

TEST_F(ClientAudit, Connect_NamesConnectionUserSessionAndAddress)
{
    peer& p = open({false, "192.0.2.7"});
    p.id = client_id(p.say(R"({"id":1,"connect":{"token":"tok-anna","name":"js","version":"5"}})").at(0));
    EXPECT_EQ(
        line("client_connected"),
        fields(
            "client_connected",
            anna_at(p) + R"(,"address":"192.0.2.7","sdk":"js","sdk_version":"5","subs":0)"));
}

TEST_F(ClientAudit, Impersonation_IsNamedInEveryLine)
{
    peer& p = connect("tok-support");
    p.say(subscribe_to("secret:1"));
    node().close_client(p.id, close_with::force_disconnect);
    EXPECT_EQ(log_lines.size(), 3u);
    EXPECT_THAT(log_lines, Each(HasSubstr(R"("session":"sess_s","impersonated":true,"actor":"agent7")")));
}

TEST_F(ClientAudit, RefusedConnect_NamesAddressAndKindOfFailure)
{
    const auto refused = [&](const std::string& token, const std::string& code_and_reason)
    {
        refuse_connect(token);
        EXPECT_EQ(
            line("connect_refused"),
            fields("connect_refused", R"("address":"192.0.2.7",)" + code_and_reason));
    };
    refused("tok-old", R"("code":109,"reason":"expired")");
    refused("tok-pending", R"("code":101,"reason":"pending")");
    refused("tok-later", R"("code":100,"reason":"unavailable")");
    auth.add_user("tok-late", "anna").expires = in(0s);
    refused("tok-late", R"("code":110,"reason":"expired")");
}

TEST_F(ClientAudit, ForgedToken_IsTheCauseOfTheDisconnect)
{
    refuse_connect("tok-forged");
    EXPECT_EQ(
        line("client_disconnected"),
        fields("client_disconnected", R"("address":"192.0.2.7","code":3500,"reason":"invalid token")"));
}

TEST_F(ClientAudit, Refresh_NamesTheNewSession)
{
    peer& p = connect("tok-anna");
    auth.add_user("tok-next", "anna").session = "sess_next";
    p.say(refresh_with("tok-next"));
    EXPECT_EQ(
        line("client_refreshed"),
        fields(
            "client_refreshed", R"("client":")" + p.id + R"(","user":"anna","session":"sess_next","ttl":0)"));
}

TEST_F(ClientAudit, RefusedRefresh_NamesConnectionAndKindOfFailure)
{
    for (const auto& [token, kind] :
         {std::pair("tok-old", "expired"),
          {"tok-pending", "pending"},
          {"tok-later", "unavailable"},
          {"tok-forged", "invalid"}})
    {
        peer& p = connect("tok-anna");
        p.say(refresh_with(token));
        EXPECT_EQ(
            line("refresh_refused"), fields("refresh_refused", anna_at(p) + R"(,"reason":")" + kind + '"'));
    }
}

TEST_F(ClientAudit, DeniedSubscription_NamesChannelAndReason)
{
    auth.add_subscription("tok-past", "anna", "plain:1").expires = in(0s);
    auth.expired_subscriptions.insert("tok-expired");
    peer& p = connect("tok-anna");
    const auto denied = [&](const std::string& channel, const std::string& token, const std::string& cause)
    {
        p.say(subscribe_to(channel, token));
        EXPECT_EQ(
            line("subscribe_denied"),
            fields("subscribe_denied", anna_at(p) + R"(,"channel":")" + channel + R"(",)" + cause));
    };
    denied("closed:1", "", R"("code":103,"reason":"rules")");
    denied("plain:1", "tok-forged", R"("code":103,"reason":"token_invalid")");
    denied("plain:1", "tok-expired", R"("code":109,"reason":"token_expired")");
    denied("plain:1", "tok-past", R"("code":110,"reason":"token_expired")");
}

TEST_F(ClientAudit, DeniedWishAtConnect_IsNamed)
{
    peer& p = open();
    p.id = client_id(p.say(R"({"id":1,"connect":{"token":"tok-anna","subs":{"closed:1":{}}}})").at(0));
    EXPECT_EQ(
        line("subscribe_denied"),
        fields("subscribe_denied", anna_at(p) + R"(,"channel":"closed:1","reason":"wish","wishes":1)"));
}

TEST_F(ClientAudit, ManyDeniedWishes_AreOneLine)
{
    std::string wishes = R"("closed:0":{})";
    for (int i = 1; i < 100; ++i)
        wishes += R"(,"closed:)" + std::to_string(i) + R"(":{})";
    peer& p = open();
    p.id = client_id(p.say(R"({"id":1,"connect":{"token":"tok-anna","subs":{)" + wishes + "}}}").at(0));
    EXPECT_EQ(
        line("subscribe_denied"),
        fields("subscribe_denied", anna_at(p) + R"(,"channel":"closed:0","reason":"wish","wishes":100)"));
}

TEST_F(ClientAudit, End_NamesItsCause)
{
    peer& closed = connect("tok-anna");
    node().close_session("sess_a", close_with::invalid_token);
    EXPECT_EQ(
        line("client_disconnected"),
        fields("client_disconnected", anna_at(closed) + R"(,"code":3500,"reason":"invalid token")"));
    peer& left = connect("tok-anna");
    left.socket.end();
    EXPECT_THAT(line("client_gone"), testing::StartsWith(R"("event":"client_gone",)" + anna_at(left)));
}

TEST_F(ClientAudit, TokensAndPayloads_AreInNoLine)
{
    peer& p = connect("tok-anna");
    p.say(subscribe_to("plain:1"));
    p.say(R"({"id":9,"publish":{"channel":"plain:1","data":"pay-load"}})");
    p.say(subscribe_to("closed:1", "tok-forged"));
    p.say(refresh_with("tok-later"));
    p.say(refresh_with("tok-old"));
    EXPECT_THAT(log_lines, Contains(HasSubstr("refresh_refused")));
    EXPECT_THAT(log_lines, Each(Not(HasSubstr("tok-"))));
    EXPECT_THAT(log_lines, Each(Not(HasSubstr("pay-load"))));
}

} // namespace ws::test
