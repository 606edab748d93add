#include "net/http_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ws::net
{
namespace
{

constexpr std::size_t max_fields = 100;

/// The status of the refusal; 0 for a head that is taken.
unsigned refused_with(std::string_view head)
{
    const auto parsed = parse_http_head(head, max_fields);
    return parsed ? 0 : parsed.error().status;
}

/// A proper request with these further header lines.
std::string with(std::string_view lines)
{
    return "POST /api HTTP/1.1\r\nHost: h\r\n" + std::string(lines) + "\r\n";
}

http_head parsed(std::string_view text)
{
    auto head = parse_http_head(text, max_fields);
    EXPECT_TRUE(head.has_value()) << text;
    return head ? std::move(*head) : http_head{};
}

} // namespace

TEST(HttpHead, OrdinaryRequest_IsTakenApart)
{
    const auto head =
        parsed("GET /a/b?x=1&y HTTP/1.1\r\nHost: example.com:80\r\nX-Thing: \t two words \r\n\r\n");
    EXPECT_EQ(head.request.method, "GET");
    EXPECT_EQ(head.request.path, "/a/b");
    EXPECT_EQ(head.request.query, "x=1&y");
    EXPECT_EQ(head.request.header("x-thing"), "two words");
    EXPECT_TRUE(head.http_1_1);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_FALSE(head.has_body());
}

TEST(HttpHead, OneEmptyLineBefore_IsPassedOver)
{
    EXPECT_EQ(refused_with("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"), 0U);
    EXPECT_EQ(refused_with("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"), 400U);
}

TEST(HttpHead, ConnectionClose_EndsKeepAlive)
{
    EXPECT_FALSE(parsed(with("Connection: x, Close\r\n")).keep_alive);
    EXPECT_TRUE(parsed(with("Connection: keep-alive\r\n")).keep_alive);
    EXPECT_TRUE(parsed(with("Connection: closed\r\n")).keep_alive);
}

TEST(HttpHead, Http10_NeedsNoHostAndIsNotKeptAlive)
{
    const auto head = parsed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_FALSE(head.http_1_1);
    EXPECT_FALSE(head.keep_alive);
}

TEST(HttpHead, ContentLength_IsRead)
{
    const auto head = parsed(with("Content-Length: 0042\r\n"));
    EXPECT_EQ(head.content_length, 42U);
    EXPECT_TRUE(head.has_body());
    EXPECT_FALSE(parsed(with("Content-Length: 0\r\n")).has_body());
}

TEST(HttpHead, Chunked_IsRead)
{
    const auto head = parsed(with("Transfer-Encoding: chunked\r\n"));
    EXPECT_TRUE(head.chunked);
    EXPECT_TRUE(head.has_body());
}

TEST(HttpHead, ExpectContinue_IsRead)
{
    EXPECT_TRUE(parsed(with("Expect: 100-Continue\r\n")).expects_continue);
    EXPECT_EQ(refused_with(with("Expect: 200-ok\r\n")), 417U);
}

TEST(HttpHead, AmbiguousFraming_IsRefused)
{
    for (const std::string_view lines : {
             "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
             "Content-Length: 3\r\nContent-Length: 3\r\n",
             "Content-Length: 3, 3\r\n",
             "Content-Length: +3\r\n",
             "Content-Length: -3\r\n",
             "Content-Length: 0x3\r\n",
             "Content-Length: 3 3\r\n",
             "Content-Length:\r\n",
             "Content-Length: 18446744073709551616\r\n",
             "Transfer-Encoding: Chunked\r\n",
             "Transfer-Encoding: chunked, chunked\r\n",
             "Transfer-Encoding: gzip, chunked\r\n",
             "Transfer-Encoding: identity\r\n",
             "Transfer-Encoding: \"chunked\"\r\n",
             "Transfer-Encoding: \x0b"
             "chunked\r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding:\r\n",
         })
        EXPECT_EQ(refused_with(with(lines)), 400U) << lines;
    EXPECT_EQ(refused_with("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400U);
}

TEST(HttpHead, MalformedFields_AreRefused)
{
    using namespace std::string_view_literals;
    for (const std::string_view lines : {
             "Folded: a\r\n b\r\n"sv,
             "Folded: a\r\n\tb\r\n"sv,
             "Name : v\r\n"sv,
             "Name\t: v\r\n"sv,
             "Content-Length : 3\r\n"sv,
             ": v\r\n"sv,
             "no colon\r\n"sv,
             "Na\x80me: v\r\n"sv,
             "Na(me: v\r\n"sv,
             "Name: a\rb\r\n"sv,
             "Name: a\nb\r\n"sv,
             "Name: a\0b\r\n"sv,
             "Name: a\x1f\r\n"sv,
             "Name: a\x7f\r\n"sv,
             "\0Name: a\r\n"sv,
         })
        EXPECT_EQ(refused_with(with(lines)), 400U) << lines;
    EXPECT_EQ(refused_with(with("Name: \xc3\xa4\r\n")), 0U);
}

TEST(HttpHead, MalformedRequestLines_AreRefused)
{
    using namespace std::string_view_literals;
    for (const std::string_view line : {
             "GET /"sv,
             "GET"sv,
             "GET  HTTP/1.1"sv,
             "GET  / HTTP/1.1"sv,
             "GET / a HTTP/1.1"sv,
             "GET / HTTP/1.1 "sv,
             " GET / HTTP/1.1"sv,
             "GET\t/ HTTP/1.1"sv,
             "G(T / HTTP/1.1"sv,
             "GET /#top HTTP/1.1"sv,
             "GET /\x80 HTTP/1.1"sv,
             "GET /\0 HTTP/1.1"sv,
             "GET /\rx HTTP/1.1"sv,
             "GET path HTTP/1.1"sv,
             "CONNECT h:80 HTTP/1.1"sv,
             "GET http:///x HTTP/1.1"sv,
             "GET http://u@h/x HTTP/1.1"sv,
             "GET ftp://h/x HTTP/1.1"sv,
             "GET / http/1.1"sv,
             "GET / HTTP/1.10"sv,
             "GET / HTTP/11"sv,
         })
        EXPECT_EQ(refused_with(std::string(line) + "\r\nHost: h\r\n\r\n"), 400U) << line;
    EXPECT_EQ(refused_with("PRI * HTTP/2.0\r\nHost: h\r\n\r\n"), 505U);
    EXPECT_EQ(refused_with("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), 0U);
}

TEST(HttpHead, HostMissingRepeatedOrMalformed_IsRefused)
{
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\n\r\n"), 400U);
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"), 400U);
    EXPECT_EQ(refused_with("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"), 400U);
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400U);
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400U);
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"), 0U);
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 0U);
}

TEST(HttpHead, AbsoluteTarget_GivesItsPathAndReplacesHost)
{
    const auto head = parsed("GET http://real:81/p?q HTTP/1.1\r\nHost: other\r\n\r\n");
    EXPECT_EQ(head.request.path, "/p");
    EXPECT_EQ(head.request.query, "q");
    EXPECT_EQ(head.request.header("Host"), "real:81");
    EXPECT_EQ(parsed("GET http://real HTTP/1.1\r\nHost: h\r\n\r\n").request.path, "/");
}

TEST(HttpHead, MoreFieldsThanAllowed_Gives431)
{
    std::string lines;
    for (std::size_t i = 0; i < max_fields - 1; ++i)
        lines += "A: b\r\n";
    EXPECT_EQ(refused_with(with(lines)), 0U);
    EXPECT_EQ(refused_with(with(lines + "A: b\r\n")), 431U);
}

TEST(FindHeadEnd, AnyChunking_FindsTheSameEnd)
{
    const std::string text = "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET";
    std::size_t scanned = 0;
    for (std::size_t arrived = 0; arrived < text.size(); ++arrived)
    {
        const auto end = find_head_end(std::string_view(text).substr(0, arrived), scanned);
        ASSERT_TRUE(end.has_value());
        ASSERT_EQ(*end, arrived < text.size() - 3 ? 0 : text.size() - 3) << arrived;
        if (*end > 0)
            break;
    }
}

TEST(FindHeadEnd, BareLineFeed_IsRefusedAtOnce)
{
    for (const std::string_view text : {"\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nHost: h\n\r\n"})
    {
        std::size_t scanned = 0;
        EXPECT_FALSE(find_head_end(text, scanned).has_value()) << text;
    }
}

} // namespace ws::net
