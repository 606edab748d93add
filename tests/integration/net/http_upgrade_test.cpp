#include "support/http_server_thread.hpp"
#include "support/tcp_peer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>

/// Upgrades that are refused. What an accepted one does is the WebSocket's tests' matter.
namespace ws::net
{
namespace
{

using test::http_server_thread;
using test::tcp_peer;

task<http_response> other(const http_request&) { co_return json_response(200, "{}"); }

using timer = asio::basic_waitable_timer<
    std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, executor>;

constexpr std::string_view proper =
    "Host: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

std::string upgrade(std::string_view target, std::string_view version = "1.1")
{
    return "GET " + std::string(target) + " HTTP/" + std::string(version) + "\r\n" + std::string(proper);
}

class HttpUpgrade : public testing::Test
{
protected:
    router routes()
    {
        websocket_route route;
        route.path = "/ws";
        route.admit = [this](const http_request& request) { return admit(request); };
        route.refuse = [](const http_request& request) -> std::optional<http_response>
        {
            if (request.header("Origin"))
                return text_response(403, "no page's");
            return std::nullopt;
        };
        router table;
        table.add(std::move(route));
        http_route plain;
        plain.method = "GET";
        plain.path = "/other";
        plain.handle = other;
        table.add(std::move(plain));
        return table;
    }

    task<websocket_admission> admit(const http_request& request)
    {
        if (request.query == "denied")
            co_return text_response(403, "not you");
        if (request.query == "throws")
            throw std::runtime_error("no luck");
        if (request.query == "slow")
        {
            timer decided(co_await asio::this_coro::executor, timer::time_point::max());
            decided_ = &decided;
            begun_.set_value();
            co_await decided.async_wait(asio::as_tuple(use_task));
        }
        websocket_opener open = [this](websocket&)
        {
            ++opened_;
            return nullptr;
        };
        co_return open;
    }

    /// Asks for an upgrade; returns when its decision is pending.
    void ask(tcp_peer& peer)
    {
        peer.connect(server_.port());
        peer.send(upgrade("/ws?slow") + "\r\n");
        begun_.get_future().wait();
    }

    void decide()
    {
        server_.on_loop([this] { decided_->cancel(); });
    }

    /// The connection's end, and that nobody got a WebSocket.
    void expect_refused(std::string_view request, unsigned status)
    {
        tcp_peer peer(server_.port());
        peer.send(request);
        EXPECT_EQ(peer.read_answer().status, status) << request;
        EXPECT_EQ(peer.read_to_end(), "") << request;
        EXPECT_EQ(opened_, 0) << request;
    }

    std::atomic<int> opened_ = 0;
    std::promise<void> begun_;
    timer* decided_ = nullptr;
    http_server_thread server_{routes()};
};

} // namespace

TEST_F(HttpUpgrade, PlainGet_Gives426AndStaysOpen)
{
    tcp_peer peer(server_.port());
    peer.send("GET /ws HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto answer = peer.read_answer();
    EXPECT_EQ(answer.status, 426U);
    EXPECT_EQ(answer.header("Upgrade"), "websocket");
    EXPECT_EQ(answer.header("Connection"), "upgrade");
    peer.send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(peer.read_answer().status, 200U);
}

TEST_F(HttpUpgrade, H2c_IsIgnored)
{
    tcp_peer peer(server_.port());
    const std::string h2c = " HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                            "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n";
    peer.send("GET /other" + h2c + "GET /ws" + h2c);
    EXPECT_EQ(peer.read_answer().status, 200U);
    EXPECT_EQ(peer.read_answer().status, 426U);
}

TEST_F(HttpUpgrade, WebsocketOnAnotherPath_IsAnOrdinaryRequest)
{
    tcp_peer peer(server_.port());
    peer.send(upgrade("/other") + "\r\n");
    EXPECT_EQ(peer.read_answer().status, 200U);
}

TEST_F(HttpUpgrade, BytesAfterTheHead_Give400)
{
    expect_refused(upgrade("/ws") + "\r\nGET / HTTP/1.1\r\n", 400);
}

TEST_F(HttpUpgrade, Body_Gives400)
{
    expect_refused(upgrade("/ws") + "Content-Length: 3\r\n\r\nabc", 400);
    expect_refused(upgrade("/ws") + "Content-Length: 3\r\n\r\n", 400);
    expect_refused(upgrade("/ws") + "Transfer-Encoding: chunked\r\n\r\n", 400);
}

TEST_F(HttpUpgrade, Http10_Gives400) { expect_refused(upgrade("/ws", "1.0") + "\r\n", 400); }

TEST_F(HttpUpgrade, OtherVersion_Gives426WithOurs)
{
    tcp_peer peer(server_.port());
    peer.send("GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
              "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    const auto answer = peer.read_answer();
    EXPECT_EQ(answer.status, 426U);
    EXPECT_EQ(answer.header("Sec-WebSocket-Version"), "13");
    EXPECT_EQ(opened_, 0);
}

TEST_F(HttpUpgrade, RouteThatRefusesTheRequest_IsAskedBeforeItsFormIsLookedAt)
{
    expect_refused(upgrade("/ws") + "Origin: o\r\n\r\n", 403);
    expect_refused(
        "GET /ws HTTP/1.1\r\nHost: h\r\nOrigin: o\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        "Sec-WebSocket-Version: 12\r\n\r\n",
        403);
    expect_refused("POST /ws HTTP/1.0\r\nHost: h\r\nOrigin: o\r\nUpgrade: websocket\r\n\r\n", 403);
}

TEST_F(HttpUpgrade, RouteRefuses_ItsAnswerIsSent) { expect_refused(upgrade("/ws?denied") + "\r\n", 403); }

TEST_F(HttpUpgrade, AdmissionThrows_Gives500) { expect_refused(upgrade("/ws?throws") + "\r\n", 500); }

TEST_F(HttpUpgrade, DecisionTakesTime_ThenTheHandshakeIsAnswered)
{
    tcp_peer peer;
    ask(peer);
    decide();
    EXPECT_EQ(peer.read_answer(true).status, 101U);
    EXPECT_EQ(peer.read_to_end(), ""); // nobody listens
    EXPECT_EQ(opened_, 1);
}

/// They were sent without knowing whether they are frames or a request: neither is served.
TEST_F(HttpUpgrade, BytesWhileTheDecisionIsPending_Give400)
{
    tcp_peer peer;
    ask(peer);
    peer.send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n");
    decide();
    EXPECT_EQ(peer.read_answer().status, 400U);
    EXPECT_EQ(peer.read_to_end(), "");
    EXPECT_EQ(opened_, 0);
}

TEST_F(HttpUpgrade, StopWhileTheDecisionIsPending_Gives503)
{
    tcp_peer peer;
    ask(peer);
    server_.stop();
    decide();
    const auto answer = peer.read_answer();
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(answer.header("Retry-After"), "5");
    EXPECT_EQ(peer.read_to_end(), "");
    peer.close();
    server_.wait_until_ended();
    EXPECT_EQ(opened_, 0);
}

TEST_F(HttpUpgrade, AbortWhileTheDecisionIsPending_EndsIt)
{
    tcp_peer peer;
    ask(peer);
    server_.abort();
    server_.wait_until_ended();
    EXPECT_EQ(opened_, 0);
}

TEST_F(HttpUpgrade, ClientLeavesWhileTheDecisionIsPending_NobodyIsOpened)
{
    tcp_peer peer;
    ask(peer);
    peer.reset();
    decide();
    server_.stop();
    server_.wait_until_ended();
}

TEST_F(HttpUpgrade, OtherMethod_Gives405)
{
    tcp_peer peer(server_.port());
    peer.send("POST /ws HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto answer = peer.read_answer();
    EXPECT_EQ(answer.status, 405U);
    EXPECT_EQ(answer.header("Allow"), "GET");
}

} // namespace ws::net
