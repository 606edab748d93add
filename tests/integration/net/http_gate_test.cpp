#include "support/http_server_thread.hpp"
#include "support/tcp_peer.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

/// What stands before all routes and behind all answers.
namespace ws::net
{
namespace
{

using test::http_server_thread;
using test::tcp_peer;

/// Has nothing to say.
class silent final : public websocket_listener
{
public:
    void on_message(std::string_view, bool) override {}
    void on_drained() override {}
    void on_overflow() override {}
    void on_closed(const close_cause&) override {}
};

class HttpGate : public testing::Test
{
protected:
    router routes()
    {
        http_gate gate;
        gate.refuse = [](const http_request& request, const route_match&) -> std::optional<http_response>
        {
            if (request.query == "throws")
                throw std::runtime_error("no luck");
            if (request.query == "refused")
                return text_response(403, "not you");
            return std::nullopt;
        };
        gate.complete = [](const http_request& request, const route_match& found, http_response& answer)
        {
            answer.headers.push_back({"Saw", request.method + request.path});
            answer.headers.push_back({"Found", found.route != nullptr ? "route" : "none"});
        };
        gate.answered = [this](const route_match& found, unsigned status, std::chrono::nanoseconds took)
        {
            const std::lock_guard lock(mutex_);
            const bool row = found.route != nullptr || found.websocket != nullptr;
            answered_.push_back((row ? "row " : "none ") + std::to_string(status));
            EXPECT_GE(took, std::chrono::nanoseconds(0));
        };
        router table;
        table.set_gate(std::move(gate));
        http_route route;
        route.method = "POST";
        route.path = "/a";
        route.max_body_bytes = 3;
        route.handle = [this](const http_request&) { return serve(); };
        table.add(std::move(route));
        websocket_route socket;
        socket.path = "/ws";
        socket.admit = [](const http_request& request) { return admit(request); };
        table.add(std::move(socket));
        return table;
    }

    task<http_response> serve()
    {
        ++served_;
        co_return json_response(200, "{}");
    }

    test::http_answer ask(std::string_view request)
    {
        tcp_peer peer(server_.port());
        peer.send(request);
        return peer.read_answer();
    }

    static task<websocket_admission> admit(const http_request& request)
    {
        websocket_admission verdict = text_response(403, "not you");
        if (request.query != "forbidden")
            verdict = websocket_opener([](websocket&) { return std::make_shared<silent>(); });
        co_return verdict;
    }

    /// What was told of the answers so far, in their order.
    std::vector<std::string> answered()
    {
        const std::lock_guard lock(mutex_);
        return answered_;
    }

    std::mutex mutex_;
    std::vector<std::string> answered_;
    std::atomic<int> served_ = 0;
    http_server_thread server_{routes()};
};

TEST_F(HttpGate, Answers_AreCompletedWhoeverMadeThem)
{
    const auto served = ask("POST /a HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(served.status, 200U);
    EXPECT_EQ(served.header("Saw"), "POST/a");
    EXPECT_EQ(served.header("Found"), "route");
    const auto unknown = ask("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(unknown.status, 404U);
    EXPECT_EQ(unknown.header("Saw"), "GET/b");
    EXPECT_EQ(unknown.header("Found"), "none");
    const auto too_large = ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n1234");
    EXPECT_EQ(too_large.status, 413U);
    EXPECT_EQ(too_large.header("Saw"), "POST/a");
    const auto plain = ask("GET /ws HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(plain.status, 426U);
    EXPECT_EQ(plain.header("Saw"), "GET/ws");
}

TEST_F(HttpGate, HeadThatIsNoRequest_HasAnEmptyOne)
{
    const auto answer = ask("POST /a HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n");
    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.header("Saw"), "");
    EXPECT_EQ(answer.header("Found"), "none");
}

TEST_F(HttpGate, Refused_NoRouteSeesIt)
{
    for (const char* target : {"/a?refused", "/b?refused", "/ws?refused"})
        EXPECT_EQ(ask("POST " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n\r\n").status, 403U) << target;
    EXPECT_EQ(
        ask("GET /ws?refused HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .status,
        403U);
    EXPECT_EQ(served_, 0);
}

/// Its bytes could be anything, so they are no next request.
TEST_F(HttpGate, RefusedWithABody_EndsTheConnection)
{
    tcp_peer peer(server_.port());
    peer.send("POST /a?refused HTTP/1.1\r\nHost: h\r\nContent-Length: 37\r\n\r\n"
              "POST /a HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n");
    EXPECT_EQ(peer.read_answer().status, 403U);
    EXPECT_EQ(peer.read_to_end(), "");
    EXPECT_EQ(served_, 0);
}

TEST_F(HttpGate, RefusedWithoutABody_TheConnectionGoesOn)
{
    tcp_peer peer(server_.port());
    peer.send("POST /a?refused HTTP/1.1\r\nHost: h\r\n\r\nPOST /a HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(peer.read_answer().status, 403U);
    EXPECT_EQ(peer.read_answer().status, 200U);
}

TEST_F(HttpGate, EveryAnswer_IsToldWithItsRowAndStatus)
{
    const std::string handshake =
        " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    ask("POST /a HTTP/1.1\r\nHost: h\r\n\r\n");
    ask("POST /a?refused HTTP/1.1\r\nHost: h\r\n\r\n");
    ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n1234");
    ask("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    ask("GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n");
    ask("no request\r\n\r\n");
    ask("GET /ws HTTP/1.1\r\nHost: h\r\n\r\n");
    ask("GET /ws?forbidden" + handshake);
    ask("GET /ws" + handshake);
    EXPECT_THAT(
        answered(), testing::ElementsAre(
                        "row 200", "row 403", "row 413", "none 405", "none 404", "none 400", "row 426",
                        "row 403", "row 101"));
}

TEST_F(HttpGate, Throws_Gives500)
{
    EXPECT_EQ(ask("POST /a?throws HTTP/1.1\r\nHost: h\r\n\r\n").status, 500U);
    EXPECT_EQ(served_, 0);
}

} // namespace
} // namespace ws::net
