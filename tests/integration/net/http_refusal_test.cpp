#include "support/http_server_thread.hpp"
#include "support/log_capture.hpp"
#include "support/tcp_peer.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace ws::net
{
namespace
{

using test::http_server_thread;
using test::tcp_peer;

task<http_response> echo(const http_request& request) { co_return json_response(200, request.body); }

std::optional<http_response> refuse_browsers(const http_request& request)
{
    if (request.header("X-Throw"))
        throw std::runtime_error("no luck");
    if (request.header("Origin"))
        return json_response(403, "\"no browsers\"");
    return std::nullopt;
}

http_response refuse_body(const http_request& request, unsigned status)
{
    return json_response(status, '"' + request.path + '"');
}

router routes()
{
    http_route route;
    route.method = "POST";
    route.path = "/guarded";
    route.handle = echo;
    route.max_body_bytes = 16;
    route.refuse = refuse_browsers;
    route.refuse_body = refuse_body;
    router table;
    table.add(std::move(route));
    return table;
}

constexpr std::string_view start = "POST /guarded HTTP/1.1\r\nHost: h\r\n";

std::string request(std::string_view headers, std::string_view body)
{
    return std::string(start).append(headers).append("\r\n").append(body);
}

} // namespace

TEST(HttpRefusal, RequestThatIsLetIn_IsServed)
{
    http_server_thread server(routes());
    tcp_peer peer(server.port());
    peer.send(request("Content-Length: 2\r\n", "hi"));
    EXPECT_EQ(peer.read_answer().body, "hi");
}

TEST(HttpRefusal, Head_IsRefusedBeforeTheBodyComes)
{
    http_server_thread server(routes());
    tcp_peer peer(server.port());
    peer.send(request("Origin: https://a.example\r\nContent-Length: 1000000\r\n", ""));
    const auto answer = peer.read_answer();
    EXPECT_EQ(answer.status, 403U);
    EXPECT_EQ(answer.body, "\"no browsers\"");
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(HttpRefusal, RefusedWithoutABody_KeepsTheConnection)
{
    http_server_thread server(routes());
    tcp_peer peer(server.port());
    peer.send(request("Origin: https://a.example\r\n", ""));
    EXPECT_EQ(peer.read_answer().status, 403U);
    peer.send(request("Content-Length: 2\r\n", "hi"));
    EXPECT_EQ(peer.read_answer().status, 200U);
}

TEST(HttpRefusal, BodyNotTaken_IsAnsweredByItsRoute)
{
    http_server_thread server(routes());
    for (const auto& [headers, body, status] :
         {std::tuple{"Content-Length: 17\r\n", "", 413U},
          {"Transfer-Encoding: chunked\r\n", "11\r\n12345678901234567\r\n", 413U},
          {"Content-Length: 2\r\nContent-Encoding: gzip\r\n", "hi", 415U},
          {"Content-Length: 2\r\nContent-Encoding: identity\r\ncontent-encoding: gzip\r\n", "hi", 415U},
          {"Transfer-Encoding: chunked\r\n", "x\r\n", 400U}})
    {
        tcp_peer peer(server.port());
        peer.send(request(headers, body));
        const auto answer = peer.read_answer();
        EXPECT_EQ(answer.status, status) << headers;
        EXPECT_EQ(answer.body, "\"/guarded\"") << headers;
        EXPECT_EQ(peer.read_to_end(), "") << headers;
    }
}

TEST(HttpRefusal, CheckThatThrows_IsA500AndALogLine)
{
    test::log_capture log;
    http_server_thread server(routes());
    tcp_peer peer(server.port());
    peer.send(request("X-Throw: 1\r\n", ""));
    EXPECT_EQ(peer.read_answer().status, 500U);
    EXPECT_EQ(log.count("http_handler_failed"), 1U);
}

} // namespace ws::net
