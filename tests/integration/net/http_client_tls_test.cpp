#include "http_client_fixture.hpp"
#include "support/tls_identity.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <curl/curl.h>

using namespace ws;
using namespace ws::test;

namespace
{

struct tls_server
{
    explicit tls_server(scripted_server::script script, const std::string& named = "127.0.0.1")
        : identity(named), server(std::move(script), {.on_accept = {}, .tls = identity.context()})
    {
    }

    [[nodiscard]] net::http_client_options trusted() const
    {
        net::http_client_options options;
        options.ca_file = identity.ca_file();
        return options;
    }

    tls_identity identity;
    scripted_server server;
};

reaction echo(const seen_request& seen) { return answer(200, seen.method() + ' ' + seen.body); }

void expect_unsent(const net::transfer_result& got, CURLcode code, const char* reason)
{
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, error_code(static_cast<int>(code), net::curl_category()));
    EXPECT_FALSE(got.error().may_have_arrived);
    EXPECT_THAT(got.error().message, testing::HasSubstr(reason));
}

} // namespace

TEST(HttpClientTls, TrustedServer_AnswersAndIsAskedAgainOnTheSameConnection)
{
    tls_server tls(echo);
    client_fixture f(tls.trusted());
    for (int i = 0; i < 3; ++i)
    {
        const auto got = f.ask(post(tls.server.url(), "secret"));
        ASSERT_TRUE(got) << failure_text(got);
        EXPECT_EQ(got->body, "POST secret");
        EXPECT_FALSE(got->http2);
    }
    EXPECT_EQ(tls.server.connection_count(), 1u);
}

TEST(HttpClientTls, Compression_IsOffered)
{
    tls_server tls(echo);
    client_fixture f(tls.trusted());
    ASSERT_TRUE(f.ask(get(tls.server.url())));
    const auto offered = tls.server.requests().at(0).header("accept-encoding");
    for (const auto* coding : {"gzip", "deflate", "br", "zstd"})
        EXPECT_THAT(offered, testing::HasSubstr(coding));
}

TEST(HttpClientTls, BigBodies_ArriveWhole)
{
    tls_server tls([](const seen_request& seen) { return answer(200, seen.body); });
    client_fixture f(tls.trusted());
    std::string big(900'000, 'x');
    big += "end";
    const auto got = f.ask(post(tls.server.url(), big));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(got->body, big);
}

TEST(HttpClientTls, UnknownAuthority_IsNotTrusted)
{
    tls_server tls(echo);
    client_fixture f;
    const auto got = f.ask(post(tls.server.url(), "x"));
    expect_unsent(got, CURLE_PEER_FAILED_VERIFICATION, "unable to get local issuer certificate");
    EXPECT_EQ(tls.server.request_count(), 0u);
}

TEST(HttpClientTls, CertificateOfAnotherHost_IsNotTrusted)
{
    tls_server tls(echo, "db.example.org");
    client_fixture f(tls.trusted());
    const auto got = f.ask(post(tls.server.url(), "x"));
    expect_unsent(got, CURLE_PEER_FAILED_VERIFICATION, "127.0.0.1");
    EXPECT_EQ(tls.server.request_count(), 0u);
}

TEST(HttpClientTls, OldProtocol_IsRefused)
{
    tls_server tls(echo);
    SSL_CTX_set_security_level(tls.identity.context(), 0);
    SSL_CTX_set_min_proto_version(tls.identity.context(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(tls.identity.context(), TLS1_1_VERSION);
    client_fixture f(tls.trusted());
    expect_unsent(f.ask(post(tls.server.url(), "x")), CURLE_SSL_CONNECT_ERROR, "no TLS with 127.0.0.1:");
}

TEST(HttpClientTls, PlainServer_IsNoTls)
{
    scripted_server::options greets;
    greets.on_accept = [](std::size_t) { return reaction{steps::send{"220 hello\r\n"}}; };
    scripted_server server(echo, greets);
    client_fixture f;
    const auto got = f.ask(post("https://127.0.0.1:" + std::to_string(server.port()), "x"));
    expect_unsent(got, CURLE_SSL_CONNECT_ERROR, "no TLS with 127.0.0.1:");
}

TEST(HttpClientTls, AuthorityFileThatIsMissing_SaysSo)
{
    tls_server tls(echo);
    net::http_client_options options;
    options.ca_file = "/nonexistent/ca.pem";
    client_fixture f(options);
    expect_unsent(f.ask(post(tls.server.url(), "x")), CURLE_SSL_CACERT_BADFILE, "/nonexistent/ca.pem");
}

TEST(HttpClientTls, WriteOnReusedConnectionThatEnds_IsSentOnce)
{
    tls_server tls([](const seen_request& seen)
                   { return seen.number == 0 ? answer(200, "") : reaction{steps::close{}}; });
    client_fixture f(tls.trusted());
    ASSERT_TRUE(f.ask(get(tls.server.url())));
    const auto got = f.ask(post(tls.server.url(), "x"));
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().may_have_arrived);
    EXPECT_EQ(tls.server.request_count(), 2u);
}

TEST(HttpClientTls, ServerThatResetsWhileItIsSentTo_RaisesNoSignal)
{
    const tls_identity identity("127.0.0.1");
    scripted_server::options resets;
    resets.on_accept = [](std::size_t) { return reaction{steps::read{1000}, steps::reset{}}; };
    resets.tls = identity.context();
    scripted_server server(echo, resets);
    net::http_client_options options;
    options.ca_file = identity.ca_file();
    client_fixture f(options);
    EXPECT_FALSE(f.ask(post(server.url(), std::string(20'000'000, 'x'))));
}
