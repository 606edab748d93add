#include "http_client_fixture.hpp"

#include <gmock/gmock.h>

using namespace ws;
using namespace ws::test;

namespace
{

reaction echo(const seen_request& seen)
{
    return answer(200, seen.method() + ' ' + seen.target() + ' ' + seen.body, "X-Who: me\r\n");
}

} // namespace

TEST(HttpClientRequest, Get_GivesStatusHeadersAndBody)
{
    scripted_server server(echo);
    client_fixture f;
    const auto got = f.ask(get(server.url("/a?b=c")));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(got->status, 200u);
    EXPECT_EQ(got->body, "GET /a?b=c ");
    EXPECT_EQ(got->header("x-who"), "me");
    EXPECT_EQ(got->wire_bytes, got->body.size());
    EXPECT_FALSE(got->http2);
    EXPECT_FALSE(got->reused_connection);
}

TEST(HttpClientRequest, Post_SendsBodyWithItsLength)
{
    scripted_server server(echo);
    client_fixture f;
    auto request = post(server.url(), "hello");
    request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
    const auto got = f.ask(std::move(request));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(got->body, "POST / hello");
    const auto seen = server.requests().at(0);
    EXPECT_EQ(seen.header("content-length"), "5");
    EXPECT_EQ(seen.header("content-type"), "application/json");
    EXPECT_EQ(seen.header("transfer-encoding"), "");
    EXPECT_THAT(seen.head, testing::HasSubstr("\r\nX-Empty:"));
}

TEST(HttpClientRequest, AnyMethodAndBody_SendsBothWithLength)
{
    scripted_server server(echo);
    client_fixture f;
    for (const std::string method : {"POST", "PUT", "PATCH", "DELETE"})
        for (const bool repeatable : {false, true})
            for (const std::string body : {"", "x"})
            {
                auto request = post(server.url(), body);
                request.method = method;
                request.repeatable = repeatable;
                const auto got = f.ask(std::move(request));
                ASSERT_TRUE(got) << method << failure_text(got);
                EXPECT_EQ(got->body, method + " / " + body);
                const auto seen = server.requests().back();
                if (method != "DELETE" || !body.empty())
                {
                    EXPECT_EQ(seen.header("content-length"), std::to_string(body.size())) << method;
                }
                EXPECT_EQ(seen.header("content-type"), "") << method;
            }
}

TEST(HttpClientRequest, Head_HasLengthAndNoBody)
{
    scripted_server server(
        [](const seen_request&)
        { return reaction{steps::send{"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"}}; });
    client_fixture f;
    auto request = get(server.url());
    request.method = "HEAD";
    const auto got = f.ask(std::move(request));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(got->header("Content-Length"), "1000");
    EXPECT_EQ(got->body, "");
}

TEST(HttpClientRequest, BigBody_GoesWithoutExpectAndWithLength)
{
    scripted_server server([](const seen_request& seen)
                           { return answer(200, std::to_string(seen.body.size())); });
    client_fixture f;
    for (const bool repeatable : {false, true})
    {
        auto request = post(server.url(), std::string(2 * 1024 * 1024, 'x'));
        request.repeatable = repeatable;
        const auto got = f.ask(std::move(request));
        ASSERT_TRUE(got) << failure_text(got);
        EXPECT_EQ(got->body, "2097152");
        EXPECT_EQ(server.requests().back().header("expect"), "");
        EXPECT_EQ(server.requests().back().header("content-length"), "2097152");
    }
}

TEST(HttpClientRequest, HeadersThatFrameTheRequest_AreNotTakenFromTheCaller)
{
    scripted_server server(echo);
    client_fixture f;
    auto request = post(server.url(), "hello");
    request.headers = {
        {"content-length", "3"}, {"Transfer-Encoding", "chunked"}, {"Expect", "100-continue"}, {"host", "b"}};
    const auto got = f.ask(std::move(request));
    ASSERT_TRUE(got) << failure_text(got);
    const auto seen = server.requests().at(0);
    EXPECT_EQ(seen.header("content-length"), "5");
    EXPECT_EQ(seen.header("transfer-encoding"), "");
    EXPECT_EQ(seen.header("expect"), "");
    EXPECT_EQ(seen.header("host"), "127.0.0.1:" + std::to_string(server.port()));
}

TEST(HttpClientRequest, LineBreakInAHeaderOrMethod_IsRefusedUnsent)
{
    scripted_server server(echo);
    client_fixture f;
    auto bad_value = get(server.url());
    bad_value.headers = {{"X", "a\r\nY: b"}};
    auto bad_name = get(server.url());
    bad_name.headers = {{"X: a\r\nY", "b"}};
    auto bad_method = get(server.url());
    bad_method.method = "GET / HTTP/1.1\r\nX:";
    for (const auto& request : {bad_value, bad_name, bad_method})
    {
        const auto got = f.ask(request);
        ASSERT_FALSE(got);
        EXPECT_EQ(got.error().code, errc::malformed_input);
        EXPECT_FALSE(got.error().may_have_arrived);
    }
    EXPECT_EQ(server.connection_count(), 0u);
}

TEST(HttpClientRequest, PathWithDots_IsSentAsItIs)
{
    scripted_server server(echo);
    client_fixture f;
    const auto got = f.ask(get(server.url("/a/../b/./c")));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(server.requests().at(0).target(), "/a/../b/./c");
}

TEST(HttpClientRequest, Redirect_IsAnAnswer)
{
    scripted_server server([](const seen_request&)
                           { return answer(302, "", "Location: http://127.0.0.1:1/\r\n"); });
    client_fixture f;
    const auto got = f.ask(get(server.url()));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(got->status, 302u);
    EXPECT_EQ(got->header("location"), "http://127.0.0.1:1/");
    EXPECT_EQ(server.request_count(), 1u);
}

TEST(HttpClientRequest, InterimAnswerAndTrailers_AreNotTakenForHeaders)
{
    scripted_server server(
        [](const seen_request&)
        {
            return reaction{steps::send{
                "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Late: 1\r\n\r\n"}};
        });
    client_fixture f;
    const auto got = f.ask(get(server.url()));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(got->status, 200u);
    EXPECT_EQ(got->body, "hi");
    EXPECT_FALSE(got->header("x-early"));
    EXPECT_FALSE(got->header("x-late"));
}

TEST(HttpClientRequest, ProxyInTheEnvironment_IsNotUsed)
{
    ::setenv("http_proxy", "http://127.0.0.1:1", 1);
    scripted_server server(echo);
    client_fixture f;
    const auto got = f.ask(get(server.url()));
    ::unsetenv("http_proxy");
    ASSERT_TRUE(got) << failure_text(got);
}

TEST(HttpClientRequest, NothingUnderWay_LetsTheLoopEnd)
{
    scripted_server server(echo);
    client_fixture f;
    ASSERT_TRUE(f.ask(get(server.url())));
    EXPECT_EQ(f.client->under_way(), 0u);
    f.io.restart();
    // The connection is kept open, and yet nothing is pending.
    EXPECT_FALSE(f.run_until([] { return false; }));
    EXPECT_TRUE(f.io.stopped());
}
