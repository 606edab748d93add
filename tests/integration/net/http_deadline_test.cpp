#include "support/http_server_thread.hpp"
#include "support/tcp_peer.hpp"

#include <gtest/gtest.h>

/// What happens when a client takes too long. How long that took is not looked
/// at: only that it ends, and how.
namespace ws::net
{
namespace
{

using test::http_server_thread;
using test::tcp_peer;

constexpr std::chrono::milliseconds soon{100};
constexpr std::string_view request = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view head_of_post = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\n\r\n";

task<http_response> hello(const http_request&) { co_return json_response(200, "{}"); }

task<http_response> huge(const http_request&)
{
    co_return json_response(200, std::string(64 * 1024 * 1024, 'x'));
}

router routes()
{
    router table;
    for (const auto* method : {"GET", "POST"})
    {
        http_route route;
        route.method = method;
        route.path = "/a";
        route.handle = hello;
        table.add(std::move(route));
    }
    http_route route;
    route.method = "GET";
    route.path = "/huge";
    route.handle = huge;
    table.add(std::move(route));
    return table;
}

http_server_options with(std::chrono::milliseconds http_server_options::*deadline)
{
    http_server_options options;
    options.*deadline = soon;
    return options;
}

} // namespace

TEST(HttpDeadline, NothingArrives_Gives408)
{
    http_server_thread server(routes(), with(&http_server_options::head_timeout));
    tcp_peer peer(server.port());
    EXPECT_EQ(peer.read_answer().status, 408U);
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(HttpDeadline, HeadDripsIn_Gives408)
{
    http_server_thread server(routes(), with(&http_server_options::head_timeout));
    tcp_peer peer(server.port());
    peer.send("GET /a HTTP/1.1\r\nHost: h\r\nX: ");
    peer.drip_until_answered("slow", 5'000);
    EXPECT_EQ(peer.read_answer().status, 408U);
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(HttpDeadline, SecondHeadDripsIn_Gives408)
{
    http_server_thread server(routes(), with(&http_server_options::head_timeout));
    tcp_peer peer(server.port());
    peer.send(std::string(request) + "GET /a HTTP/1.1\r\nX: ");
    EXPECT_EQ(peer.read_answer().status, 200U);
    peer.drip_until_answered("slow", 5'000);
    EXPECT_EQ(peer.read_answer().status, 408U);
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(HttpDeadline, BodyStops_Gives408)
{
    http_server_thread server(routes(), with(&http_server_options::body_timeout));
    tcp_peer peer(server.port());
    peer.send(head_of_post);
    EXPECT_EQ(peer.read_answer().status, 408U);
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(HttpDeadline, BodyDripsIn_Gives408)
{
    http_server_thread server(routes(), with(&http_server_options::body_timeout));
    tcp_peer peer(server.port());
    peer.send(head_of_post);
    peer.drip_until_answered("x", 5'000);
    EXPECT_EQ(peer.read_answer().status, 408U);
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(HttpDeadline, IdleConnection_IsClosedWithoutAWord)
{
    http_server_thread server(routes(), with(&http_server_options::idle_timeout));
    tcp_peer peer(server.port());
    peer.send(request);
    EXPECT_EQ(peer.read_answer().status, 200U);
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(HttpDeadline, ClientTakesNoAnswer_IsDropped)
{
    http_server_thread server(routes(), with(&http_server_options::idle_timeout));
    tcp_peer peer(server.port());
    peer.send("GET /huge HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_FALSE(peer.read_some().empty());
    // Only the server can end it now: nothing is read here.
    while (server.connection_count() > 0)
        std::this_thread::yield();
    EXPECT_LT(peer.read_to_end().size(), 64U * 1024 * 1024);
}

} // namespace ws::net
