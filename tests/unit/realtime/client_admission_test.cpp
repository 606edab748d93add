#include "node_fixture.hpp"

namespace ws::test
{

using realtime::auth_failure;

/// What a connection's watch was told; the test keeps it after the connection let it go.
struct watched
{
    int authenticated = 0;
    int refused = 0;
    bool over = false;
};

class fake_watch final : public realtime::connection_watch
{
public:
    explicit fake_watch(watched& told) : told_(told) {}
    ~fake_watch() override { told_.over = true; }
    void authenticated() override { ++told_.authenticated; }
    void token_refused() override { ++told_.refused; }

private:
    watched& told_;
};

/// Connections whose request brought a token, and what who let them in is told.
class ClientAdmission : public node_fixture
{
protected:
    peer& open_with(const std::string& token)
    {
        realtime::connection_origin from;
        from.token = secret(token);
        from.watch = std::make_shared<fake_watch>(told);
        peer& p = open(std::move(from));
        auth.last_origin = {};
        return p;
    }

    /// With the user that the token was verified to be of.
    peer& open_of(const std::string& user, const std::string& token)
    {
        realtime::connection_origin from;
        from.token = secret(token);
        from.user = user;
        return open(std::move(from));
    }

    std::vector<std::string> connect_with(peer& p, const std::string& token)
    {
        auto answers = p.say(R"({"id":1,"connect":{"token":")" + token + R"("}})");
        auth.last_origin = {}; // it holds the watch
        return answers;
    }

    const std::string connect_alone = R"({"id":1,"connect":{}})";
    watched told;
};

TEST_F(ClientAdmission, TokenOfTheRequest_CountsWhereTheCommandHasNone)
{
    peer& p = open_with("42");
    EXPECT_EQ(p.say(connect_alone).size(), 1u);
    EXPECT_EQ(node().connections({}).connections.at(0).user, "42");
}

TEST_F(ClientAdmission, TokenOfTheCommand_CountsBeforeTheRequests)
{
    peer& p = open_with("43");
    EXPECT_EQ(connect_with(p, "42").size(), 1u);
    EXPECT_EQ(node().connections({}).connections.at(0).user, "42");
}

TEST_F(ClientAdmission, TokenOfTheCommand_MayBeAnotherOneOfTheRequestsUser)
{
    auth.add_user("newer", "42");
    EXPECT_EQ(connect_with(open_of("42", "42"), "newer").size(), 1u);
}

TEST_F(ClientAdmission, TokenOfTheCommandForAnotherUserThanTheRequests_Closes3500)
{
    peer& p = open_of("42", "42");
    EXPECT_THAT(connect_with(p, "43"), IsEmpty());
    EXPECT_EQ(p.code(), 3500);
    EXPECT_EQ(p.reason(), "invalid token: it is another user's than the request's");
    EXPECT_EQ(node().info().num_clients, 0u);
}

TEST_F(ClientAdmission, TokenOfTheCommandForAnotherUserThanWasAdmitted_Closes3500)
{
    realtime::identity who;
    who.user = "42";
    fake_websocket socket;
    socket.listener = node().open(socket, {}, who);
    socket.deliver(R"({"id":1,"connect":{"token":"43"}})");
    settle();
    ASSERT_TRUE(socket.closed_with);
    EXPECT_EQ(socket.closed_with->code, 3500);
    socket.end();
}

TEST_F(ClientAdmission, TokenOfTheRequestThatIsRevokedMeanwhile_LetsNobodyIn)
{
    peer& p = open_with("42");
    auth.connections["42"] = auth_failure::invalid;
    EXPECT_THAT(p.say(connect_alone), IsEmpty());
    EXPECT_EQ(p.code(), 3500);
    EXPECT_EQ(told.refused, 1);
}

TEST_F(ClientAdmission, ExpiredTokenOfTheRequest_IsError109)
{
    auth.connections["old"] = auth_failure::expired;
    peer& p = open_with("old");
    EXPECT_THAT(p.say(connect_alone), ElementsAre(testing::HasSubstr(R"("code":109)")));
    EXPECT_EQ(told.refused, 0) << "that is nobody's attempt at a guess";
}

TEST_F(ClientAdmission, CommandThatMayNotBringATokenButDoes_Closes3501)
{
    options.takes_tokens_on_connect = false;
    peer& p = open_with("42");
    EXPECT_THAT(connect_with(p, "42"), IsEmpty());
    EXPECT_EQ(p.code(), 3501);
    EXPECT_EQ(p.reason(), "bad request: the connect command may not bring a token here");
    EXPECT_EQ(open_with("42").say(connect_alone).size(), 1u);
}

TEST_F(ClientAdmission, CommandThatMayNotBringTokens_RefreshesAllTheSame)
{
    options.takes_tokens_on_connect = false;
    auth.add_user("short", "42").expires = in(60s);
    peer& p = open_with("short");
    EXPECT_EQ(p.say(connect_alone).size(), 1u);
    EXPECT_THAT(
        p.say(R"({"id":2,"refresh":{"token":"short"}})"), ElementsAre(testing::HasSubstr(R"("refresh")")));
}

TEST_F(ClientAdmission, Watch_IsToldOfTheConnectOnce)
{
    peer& p = open_with("");
    EXPECT_EQ(told.authenticated, 0);
    connect_with(p, "42");
    EXPECT_EQ(told.authenticated, 1);
    p.say(R"({"id":2,"refresh":{"token":"42"}})");
    EXPECT_EQ(told.authenticated, 1);
    EXPECT_EQ(told.refused, 0);
}

TEST_F(ClientAdmission, Watch_IsToldOfTokensThatAreNotValid)
{
    connect_with(open_with(""), "forged");
    EXPECT_EQ(told.refused, 1);
    peer& p = open_with("");
    connect_with(p, "42");
    p.say(R"({"id":2,"refresh":{"token":"forged"}})");
    EXPECT_EQ(told.refused, 2);
    auth.connections["later"] = auth_failure::unavailable;
    connect_with(open_with(""), "later");
    EXPECT_EQ(told.refused, 2) << "what could not be verified is not wrong";
}

TEST_F(ClientAdmission, Watch_LastsUntilTheSocketIsGone)
{
    peer& p = open_with("");
    connect_with(p, "forged");
    ASSERT_EQ(p.code(), 3500);
    EXPECT_FALSE(told.over) << "it is told to go, but its socket is still there";
    p.socket.end();
    auth.last_origin = {};
    EXPECT_TRUE(told.over);
}

TEST_F(ClientAdmission, ConnectionOverTheUsersLimit_IsNotAuthenticated)
{
    options.limits.user_connections = 1;
    connect("42");
    peer& p = open_with("");
    connect_with(p, "42");
    EXPECT_EQ(p.code(), 3504);
    EXPECT_EQ(told.authenticated, 0);
}

} // namespace ws::test
