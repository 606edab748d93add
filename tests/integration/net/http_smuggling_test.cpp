#include "support/http_server_thread.hpp"
#include "support/tcp_peer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace ws::net
{
namespace
{

using namespace std::string_view_literals;
using test::http_server_thread;
using test::tcp_peer;

constexpr std::string_view hidden = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n";

/// Each begins a request that two servers could read differently, or that no
/// server should read at all.
constexpr std::string_view ambiguous[] = {
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0,0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: identity\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"sv,
    "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nX: a\r\n Content-Length: 5\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nX: a\r\n\tfolded\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nX: a\rContent-Length: 5\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nX: a\nContent-Length: 5\r\n\r\n"sv,
    "POST / HTTP/1.1\nHost: h\n\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nX\0: a\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nX: \x01\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nX: y\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\n: nameless\r\n\r\n"sv,
    "POST /\r\nHost: h\r\n\r\n"sv,
    "POST  / HTTP/1.1\r\nHost: h\r\n\r\n"sv,
    "\r\n\r\nPOST / HTTP/1.1\r\nHost: h\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"sv,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\na"sv,
};

} // namespace

TEST(HttpSmuggling, AmbiguousRequest_Gives400AndNothingAfterItIsRead)
{
    int calls = 0;
    router table;
    auto count = [&calls](const http_request&) -> task<http_response>
    {
        ++calls;
        co_return json_response(200, "{}");
    };
    for (const auto* method : {"GET", "POST"})
        for (const auto* path : {"/", "/hidden"})
        {
            http_route route;
            route.method = method;
            route.path = path;
            route.handle = count;
            table.add(std::move(route));
        }
    http_server_thread server(std::move(table));

    for (const auto request : ambiguous)
    {
        tcp_peer peer(server.port());
        peer.send(std::string(request) + std::string(hidden));
        const auto all = peer.read_to_end();
        EXPECT_TRUE(all.starts_with("HTTP/1.1 400 ")) << request << "\n-- was answered with --\n" << all;
        EXPECT_EQ(all.find("HTTP/1.1 ", 1), std::string::npos) << request << "\n-- was answered with --\n"
                                                               << all;
        EXPECT_NE(all.find("\r\nContent-Type: text/plain; charset=utf-8\r\n"), std::string::npos);
    }
    EXPECT_EQ(server.on_loop([&calls] { return calls; }), 0);
}

} // namespace ws::net
