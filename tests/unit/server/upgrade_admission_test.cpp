#include "server/upgrade_admission.hpp"
#include "support/fake_authenticator.hpp"
#include "support/fake_websocket.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"
#include "unit/server/responses.hpp"

#include <ws/auth/hmac_token.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <string>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;

using realtime::auth_failure;
using test::run;
using test::value_of;

/// A node, and upgrades that bring tokens to it.
class UpgradeAdmission : public testing::Test
{
protected:
    UpgradeAdmission()
    {
        auth_.add_user("good", "42");
        origins_.allowed = auth::origin_list({auth::parse_origin("https://app.example").value()});
    }

    ~UpgradeAdmission() override
    {
        node_.close_all();
        for (test::fake_websocket& socket : sockets_)
            socket.end();
        settle();
        run(io_, node_.stop());
    }

    void settle()
    {
        io_.restart();
        io_.poll();
    }

    net::websocket_admission ask(const net::http_request& request)
    {
        const upgrade_context context{
            origins_,
            ready_,
            node_,
            traffic_,
            memory_,
            front_,
            auth_,
            counts_,
            tickets_,
            sources_,
            insecure_,
            explains_,
            [this] { return now_; }};
        return run(io_, admit_upgrade(context, request));
    }

    static net::http_request with_bearer(const std::string& token)
    {
        net::http_request request;
        request.path = "/connection/websocket";
        request.peer_address = "203.0.113.9";
        if (!token.empty())
            request.headers.push_back({"Authorization", "Bearer " + token});
        return request;
    }

    static net::http_request with_ticket(const std::string& token)
    {
        auto request = with_bearer("");
        request.query = "ticket=" + token;
        request.headers.push_back({"Origin", "https://app.example"});
        return request;
    }

    /// A ticket that the authenticator knows.
    std::string ticket(const std::string& id, std::chrono::seconds left = 30s)
    {
        const auto end = std::chrono::floor<std::chrono::seconds>(now_) + left;
        const std::string token = auth::sign_hmac_token(
            R"({"jti":")" + id + R"(","exp":)" + std::to_string(end.time_since_epoch().count()) + '}',
            secret("any"));
        auth_.add_user(token, "42");
        return token;
    }

    net::http_response refusal(const net::http_request& request)
    {
        auto admission = ask(request);
        auto* answer = std::get_if<net::http_response>(&admission);
        EXPECT_NE(answer, nullptr) << "it was let in";
        return answer != nullptr ? std::move(*answer) : net::http_response();
    }

    /// What comes of an upgrade and this command: "connected", or the refusal's status, or the
    /// close's code.
    std::string connected(const net::http_request& request, const std::string& command)
    {
        auto admission = ask(request);
        if (const auto* answer = std::get_if<net::http_response>(&admission))
            return std::to_string(answer->status);
        test::fake_websocket& socket = sockets_.emplace_back();
        socket.listener = std::get<net::websocket_opener>(admission)(socket);
        socket.deliver(command);
        settle();
        if (socket.closed_with)
            return std::to_string(socket.closed_with->code);
        const auto messages = socket.take();
        if (messages.empty())
            return "silence";
        return messages.front().starts_with(R"({"id":1,"connect")") ? "connected" : messages.front();
    }
    std::string connected(const net::http_request& request)
    {
        return connected(request, R"({"id":1,"connect":{}})");
    }

    net::asio::io_context io_;
    test::log_capture log_;
    net::timer_wheel wheel_{steady_time(1000h)};
    test::fake_authenticator auth_{io_.get_executor()};
    realtime::node node_{
        io_.get_executor(),
        wheel_,
        realtime::channel_rules({}, false),
        auth_,
        [](realtime::broker::deliver_fn deliver)
        { return realtime::make_memory_broker([] { return steady_time(1000h); }, std::move(deliver)); },
        [this] { return now_; },
        {}};
    system_time now_{1'800'000'000s};
    origin_policy origins_;
    readiness ready_;
    traffic_counts traffic_;
    std::uint64_t resident_ = 0;
    memory_watch memory_{1000, {[this] { return resident_; }, [] {}}, [] { return steady_time(1000h); }};
    edge front_{limits(), [] { return steady_time(1000h); }};
    auth_counts counts_;
    auth::ticket_register tickets_{2};
    token_sources sources_;
    bool insecure_ = false;
    bool explains_ = false;
    std::deque<test::fake_websocket> sockets_; ///< end before the edge that counts them

private:
    static edge_settings limits()
    {
        edge_settings settings;
        settings.rates.auth_failure = auth::rate_limit{3, 60s, 3};
        return settings;
    }
};

TEST_F(UpgradeAdmission, NoToken_WaitsForTheConnectCommand)
{
    EXPECT_EQ(connected(with_bearer(""), R"({"id":1,"connect":{"token":"good"}})"), "connected");
    EXPECT_EQ(connected(with_bearer("")), "3501");
}

TEST_F(UpgradeAdmission, MemoryShort_Is503WithoutLookingAtTheToken)
{
    resident_ = 900;
    const auto admission = ask(with_bearer("bad"));
    const auto& answer = std::get<net::http_response>(admission);
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(value_of(answer, "Retry-After"), "5");
    EXPECT_EQ(memory_.refusals(), 1U);
}

TEST_F(UpgradeAdmission, TokenOfTheRequest_ConnectsWithoutAnother)
{
    EXPECT_EQ(connected(with_bearer("good")), "connected");
    EXPECT_EQ(node_.connections({}).connections.at(0).user, "42");
    EXPECT_EQ(traffic_.connections, 1U);
}

TEST_F(UpgradeAdmission, TokenRevokedBetweenUpgradeAndConnect_LetsNobodyIn)
{
    auto admission = ask(with_bearer("good"));
    test::fake_websocket& socket = sockets_.emplace_back();
    socket.listener = std::get<net::websocket_opener>(admission)(socket);
    auth_.connections["good"] = auth_failure::invalid;
    socket.deliver(R"({"id":1,"connect":{}})");
    settle();
    ASSERT_TRUE(socket.closed_with);
    EXPECT_EQ(socket.closed_with->code, 3500);
}

TEST_F(UpgradeAdmission, TokenOfTheConnectCommand_CountsWhereThereAreTwoOfOneUser)
{
    auth_.add_user("newer", "42").session = "sess_new";
    EXPECT_EQ(connected(with_bearer("good"), R"({"id":1,"connect":{"token":"newer"}})"), "connected");
    EXPECT_EQ(node_.connections({}).connections.at(0).session, "sess_new");
    auth_.add_user("other", "43");
    EXPECT_EQ(connected(with_bearer("good"), R"({"id":1,"connect":{"token":"other"}})"), "3500");
}

TEST_F(UpgradeAdmission, WrongToken_Is401WithoutAReason)
{
    auth_.connections["old"] = auth_failure::expired;
    auth_.connections["pending"] = auth_failure::pending;
    auth_.add_user("nobody's", "");
    for (const char* token : {"wrong", "old", "pending", "nobody's"})
    {
        const auto answer = refusal(with_bearer(token));
        EXPECT_EQ(answer.status, 401U) << token;
        EXPECT_EQ(value_of(answer, "WWW-Authenticate"), R"(Bearer error="invalid_token")");
        EXPECT_EQ(answer.content_type, "application/json");
        EXPECT_EQ(answer.body, R"({"error":"invalid_token"})");
    }
}

TEST_F(UpgradeAdmission, Development_SaysWhatWasWrong)
{
    explains_ = true;
    auth_.connections["old"] = auth_failure::expired;
    EXPECT_EQ(refusal(with_bearer("old")).body, R"({"error":"invalid_token","reason":"expired"})");
}

TEST_F(UpgradeAdmission, TokenThatCannotBeVerifiedNow_Is503WithRetryAfter)
{
    auth_.connections["unknown key"] = auth_failure::unavailable;
    const auto answer = refusal(with_bearer("unknown key"));
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(value_of(answer, "Retry-After"), "5");
    EXPECT_EQ(value_of(answer, "WWW-Authenticate"), "");
}

TEST_F(UpgradeAdmission, DifferentTokens_Are400BeforeAnyIsVerified)
{
    sources_.query = true;
    auto request = with_bearer("good");
    request.headers.push_back({"Origin", "https://app.example"});
    request.query = "ticket=other";
    EXPECT_EQ(refusal(request).status, 400U);
    EXPECT_EQ(log_.count("upgrade_refused"), 1U);
    EXPECT_EQ(log_.count("authentication_failed"), 0U);
}

TEST_F(UpgradeAdmission, WrongTokens_ShutTheirAddressOutAndExpiredOnesDoNot)
{
    auth_.connections["old"] = auth_failure::expired;
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(refusal(with_bearer("old")).status, 401U);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(refusal(with_bearer("wrong")).status, 401U);
    EXPECT_EQ(refusal(with_bearer("wrong")).status, 429U);
    EXPECT_EQ(refusal(with_bearer("good")).status, 429U);
}

TEST_F(UpgradeAdmission, WrongTokensOfTheConnectCommand_CountAsWell)
{
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(connected(with_bearer(""), R"({"id":1,"connect":{"token":"wrong"}})"), "3500");
    EXPECT_EQ(refusal(with_bearer("")).status, 429U);
}

// ---- without the connect command ---------------------------------------------------

TEST_F(UpgradeAdmission, ConnectThatBringsNoTokens_NeedsOneInTheRequest)
{
    sources_.connect = false;
    const auto answer = refusal(with_bearer(""));
    EXPECT_EQ(answer.status, 401U);
    EXPECT_EQ(value_of(answer, "WWW-Authenticate"), "Bearer");
    EXPECT_EQ(answer.body, R"({"error":"token_required"})");
    EXPECT_EQ(connected(with_bearer("good")), "connected");
    insecure_ = true;
    EXPECT_EQ(connected(with_bearer("")), "3501") << "the node itself is not insecure here";
}

// ---- tickets ---------------------------------------------------------------------------

TEST_F(UpgradeAdmission, Ticket_IsGoodForOneUse)
{
    sources_.query = true;
    const std::string token = ticket("a");
    EXPECT_EQ(connected(with_ticket(token)), "connected");
    const auto again = refusal(with_ticket(token));
    EXPECT_EQ(again.status, 401U);
    EXPECT_EQ(again.body, R"({"error":"invalid_token"})");
    EXPECT_EQ(connected(with_ticket(ticket("b"))), "connected");
}

TEST_F(UpgradeAdmission, TokenThatIsNoTicket_Is401InTheQuery)
{
    sources_.query = true;
    const std::string long_lived = ticket("a", 61s);
    EXPECT_EQ(refusal(with_ticket(long_lived)).status, 401U);
    EXPECT_EQ(refusal(with_ticket("good")).status, 401U);
    const auto index = static_cast<std::size_t>(auth::token_reason::token_invalid);
    EXPECT_EQ(counts_.refused[index], 2U);
    EXPECT_EQ(log_.count("authentication_failed"), 2U);
}

TEST_F(UpgradeAdmission, TicketThatDoesNotHold_IsNotUsedUp)
{
    sources_.query = true;
    const std::string token = ticket("a");
    auth_.connections[token] = auth_failure::unavailable;
    EXPECT_EQ(refusal(with_ticket(token)).status, 503U);
    auth_.add_user(token, "42");
    EXPECT_EQ(connected(with_ticket(token)), "connected");
}

TEST_F(UpgradeAdmission, NoRoomForAnotherTicket_Is503)
{
    sources_.query = true;
    connected(with_ticket(ticket("a")));
    connected(with_ticket(ticket("b")));
    const std::string third = ticket("c");
    const auto answer = refusal(with_ticket(third));
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(value_of(answer, "Retry-After"), "5");
    EXPECT_EQ(log_.count("tickets_full"), 1U);
    EXPECT_EQ(refusal(with_ticket(ticket("a"))).status, 401U) << "none was forgotten for it";
}

TEST_F(UpgradeAdmission, Tokens_AreInNoLine)
{
    sources_.query = true;
    const std::string token = ticket("a");
    connected(with_ticket(token));
    refusal(with_ticket(token));
    refusal(with_bearer(token + "x"));
    EXPECT_GE(log_.count("authentication_failed"), 1U);
    EXPECT_EQ(log_.count("eyJ"), 0U);
}

} // namespace
} // namespace ws::server
