#include "http_client_fixture.hpp"
#include "support/dead_ports.hpp"

#include <gmock/gmock.h>

#include <curl/curl.h>

using namespace ws;
using namespace ws::test;

namespace
{

error_code curl_code(CURLcode code) { return {static_cast<int>(code), net::curl_category()}; }

/// What comes of an answer that is `bytes`, after which the connection ends.
net::transfer_result ask_for(const std::string& bytes)
{
    scripted_server server([&](const seen_request&) { return reaction{steps::send{bytes}, steps::close{}}; });
    client_fixture f;
    return f.ask(get(server.url()));
}

} // namespace

TEST(HttpClientFailure, RefusedPort_HasProvablyNotArrived)
{
    refusing_port nobody;
    client_fixture f;
    const auto where = "127.0.0.1:" + std::to_string(nobody.port());
    const auto got = f.ask(post("http://" + where + "/secret?token=secret", "x"));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, curl_code(CURLE_COULDNT_CONNECT));
    EXPECT_FALSE(got.error().may_have_arrived);
    EXPECT_EQ(got.error().message, "cannot connect to " + where + ": Connection refused");
}

TEST(HttpClientFailure, UnknownHost_HasProvablyNotArrived)
{
    client_fixture f;
    const auto got = f.ask(post("http://user:secret@nosuch.invalid/", "x"));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, curl_code(CURLE_COULDNT_RESOLVE_HOST));
    EXPECT_FALSE(got.error().may_have_arrived);
    EXPECT_EQ(got.error().message, "no such host: nosuch.invalid");
}

TEST(HttpClientFailure, UrlThatIsNone_IsRefusedUnsent)
{
    client_fixture f;
    for (const auto* url :
         {"", "/path", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "127.0.0.1:80",
          "http://127.0.0.1:99999/", "http://a b/", "http://127.0.0.1/\r\nX: y"})
    {
        const auto got = f.ask(get(url));
        ASSERT_FALSE(got) << url;
        EXPECT_EQ(got.error().code, curl_code(CURLE_URL_MALFORMAT)) << url;
        EXPECT_FALSE(got.error().may_have_arrived) << url;
    }
}

TEST(HttpClientFailure, NotHttp_IsMalformed)
{
    for (const auto* bytes : {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n"})
    {
        const auto got = ask_for(bytes);
        ASSERT_FALSE(got) << bytes;
        EXPECT_EQ(got.error().code, errc::malformed_input) << bytes << got.error().message;
        EXPECT_TRUE(got.error().may_have_arrived);
        EXPECT_THAT(got.error().message, testing::EndsWith("is not HTTP"));
    }
}

TEST(HttpClientFailure, AnswerThatBreaksOff_IsNone)
{
    for (const auto* bytes :
         {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"})
    {
        const auto got = ask_for(bytes);
        ASSERT_FALSE(got) << bytes;
        EXPECT_EQ(got.error().code, curl_code(CURLE_PARTIAL_FILE)) << bytes << got.error().message;
        EXPECT_TRUE(got.error().may_have_arrived);
    }
}

TEST(HttpClientFailure, ChunkSizeThatIsNone_IsAFailure)
{
    const auto got =
        ask_for("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n");
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().may_have_arrived);
}

TEST(HttpClientFailure, HeadersWithoutEnd_AreTooLarge)
{
    scripted_server server(
        [](const seen_request&)
        {
            return reaction{
                steps::send{"HTTP/1.1 200 OK\r\n"},
                steps::repeat{"X-Filler: " + std::string(1000, 'x') + "\r\n", 100'000}};
        });
    client_fixture f;
    const auto got = f.ask(get(server.url()));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::too_large);
    EXPECT_TRUE(server.wait_until_deserted());
}

TEST(HttpClientFailure, MessageOfACode_IsLibcurls)
{
    EXPECT_EQ(std::string(net::curl_category().name()), "curl");
    EXPECT_EQ(curl_code(CURLE_COULDNT_CONNECT).message(), curl_easy_strerror(CURLE_COULDNT_CONNECT));
}
