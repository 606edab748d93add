#include "support/http_server_thread.hpp"
#include "support/tcp_peer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

/// Upgrades that are refused. What an accepted one does is the WebSocket's tests' matter.
namespace ws::net
{
namespace
{

using test::http_server_thread;
using test::tcp_peer;

task<http_response> other(const http_request&) { co_return json_response(200, "{}"); }

class HttpUpgrade : public testing::Test
{
protected:
    router routes()
    {
        websocket_route route;
        route.path = "/ws";
        route.refuse = [](const http_request& request) -> std::optional<http_response>
        {
            if (request.query == "denied")
                return text_response(403, "not you");
            if (request.query == "throws")
                throw std::runtime_error("no luck");
            return std::nullopt;
        };
        route.open = [this](websocket&, const http_request&)
        {
            ++opened_;
            return nullptr;
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
    http_server_thread server_{routes()};
};

constexpr std::string_view proper =
    "Host: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

std::string upgrade(std::string_view target, std::string_view version = "1.1")
{
    return "GET " + std::string(target) + " HTTP/" + std::string(version) + "\r\n" + std::string(proper);
}

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

TEST_F(HttpUpgrade, RouteRefuses_ItsAnswerIsSent) { expect_refused(upgrade("/ws?denied") + "\r\n", 403); }

TEST_F(HttpUpgrade, RefuseThrows_Gives500) { expect_refused(upgrade("/ws?throws") + "\r\n", 500); }

TEST_F(HttpUpgrade, OtherMethod_Gives405)
{
    tcp_peer peer(server_.port());
    peer.send("POST /ws HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto answer = peer.read_answer();
    EXPECT_EQ(answer.status, 405U);
    EXPECT_EQ(answer.header("Allow"), "GET");
}

} // namespace ws::net
