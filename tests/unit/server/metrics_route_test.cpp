#include "server/metrics_route.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

class MetricsRoute : public testing::Test
{
protected:
    struct caller
    {
        std::string peer = "203.0.113.9";
        std::vector<net::http_header> headers{};
    };

    static auth::api_key key(std::string_view entry)
    {
        std::string why;
        return auth::parse_api_key(entry, why).value();
    }

    /// Nothing: may read.
    std::optional<net::http_response> refusal(const caller& who)
    {
        net::http_request request;
        request.method = "GET";
        request.path = "/metrics";
        request.peer_address = who.peer;
        request.headers = who.headers;
        return metrics_access(tokens_, keys_, uses_, peers_).refuse(request);
    }

    unsigned status(const caller& who)
    {
        const auto refused = refusal(who);
        return refused ? refused->status : 200;
    }

    static caller from_here(std::vector<net::http_header> headers = {{"Host", "127.0.0.1:8080"}})
    {
        return {"127.0.0.1", std::move(headers)};
    }

    static edge_settings with_limit()
    {
        edge_settings settings;
        settings.rates.auth_failure = auth::rate_limit{2, std::chrono::seconds(60), 2};
        return settings;
    }

    test::log_capture log_;
    steady_time steady_now_;
    edge peers_{with_limit(), [this] { return steady_now_; }};
    std::vector<secret> tokens_;
    std::vector<auth::api_key> keys_;
    api_key_uses uses_{
        {key("scraper=key-of-scraper;metrics"), key("app=key-of-app;publish")}, [] { return system_time{}; }};
};

TEST_F(MetricsRoute, Token_LetsIn)
{
    tokens_ = {secret("new-token"), secret("old-token")};
    EXPECT_EQ(status({.headers = {{"Authorization", "Bearer new-token"}}}), 200U);
    EXPECT_EQ(status({.headers = {{"Authorization", "Bearer old-token"}}}), 200U);
    EXPECT_EQ(status({.headers = {{"Authorization", "Bearer other"}}}), 401U);
    EXPECT_EQ(status({}), 401U);
}

TEST_F(MetricsRoute, ApiKey_NeedsTheScope)
{
    keys_ = {key("all=key-with-all"), key("scraper=key-of-scraper;metrics"), key("app=key-of-app;publish")};
    EXPECT_EQ(status({.headers = {{"X-API-Key", "key-with-all"}}}), 200U);
    EXPECT_EQ(status({.headers = {{"Authorization", "Bearer key-of-scraper"}}}), 200U);
    EXPECT_EQ(status({.headers = {{"X-API-Key", "key-of-app"}}}), 403U);
    EXPECT_EQ(status({.headers = {{"X-API-Key", "wrong"}}}), 401U);
    EXPECT_EQ(uses_.rows()[0].requests, 1U);
    EXPECT_EQ(uses_.rows()[1].missing_scope, 1U);
}

TEST_F(MetricsRoute, ProgramOfThisMachine_NeedsNothing)
{
    for (const bool with_token : {false, true})
    {
        if (with_token)
            tokens_ = {secret("a-token")};
        EXPECT_EQ(status(from_here()), 200U) << with_token;
        EXPECT_EQ(status({"::1", {{"Host", "localhost"}}}), 200U) << with_token;
        EXPECT_EQ(status({"::1", {{"Host", "[::1]:8080"}}}), 200U) << with_token;
    }
}

TEST_F(MetricsRoute, WhoComesThroughThisMachine_IsNotOfIt)
{
    tokens_ = {secret("a-token")};
    for (const auto& headers : std::vector<std::vector<net::http_header>>{
             {{"Host", "localhost"}, {"X-Forwarded-For", "203.0.113.9"}},
             {{"Host", "localhost"}, {"X-Forwarded-Proto", "https"}},
             {{"Host", "localhost"}, {"Forwarded", "for=203.0.113.9"}},
             {{"Host", "localhost"}, {"do-connecting-ip", "203.0.113.9"}},
             {{"Host", "localhost"}, {"Origin", "https://evil.example"}},
             {{"Host", "localhost"}, {"Host", "localhost"}},
             {{"Host", "evil.example"}},
             {}})
    {
        steady_now_ += std::chrono::minutes(1); // the address may fail again
        EXPECT_EQ(status(from_here(headers)), 401U);
    }
}

TEST_F(MetricsRoute, AddressThatOnlyLooksLocal_NeedsTheToken)
{
    tokens_ = {secret("a-token")};
    for (const char* peer : {"10.0.0.1", "192.168.0.1", "0.0.0.0", "", "localhost"})
        EXPECT_EQ(status({peer, {{"Host", "localhost"}}}), 401U) << peer;
}

TEST_F(MetricsRoute, NothingThatCouldLetAnybodyIn_SaysSo)
{
    EXPECT_EQ(status({}), 503U);
    EXPECT_EQ(status({.headers = {{"Authorization", "Bearer x"}}}), 503U);
}

TEST_F(MetricsRoute, Refusals_SayTheSameToEverybody)
{
    tokens_ = {secret("a-token")};
    keys_ = {key("app=key-of-app;publish")};
    const auto missing = refusal({});
    const auto wrong = refusal({.headers = {{"Authorization", "Bearer a-toke"}}});
    ASSERT_TRUE(missing && wrong);
    EXPECT_EQ(missing->status, wrong->status);
    EXPECT_EQ(missing->body, wrong->body);
    const auto unscoped = refusal({.headers = {{"X-API-Key", "key-of-app"}}});
    ASSERT_TRUE(unscoped);
    EXPECT_EQ(unscoped->body.find("app"), std::string::npos);
}

TEST_F(MetricsRoute, WrongTokens_AreChargedToTheirAddress)
{
    tokens_ = {secret("a-token")};
    const caller guesser{.headers = {{"Authorization", "Bearer guess"}}};
    EXPECT_EQ(status(guesser), 401U);
    EXPECT_EQ(status(guesser), 401U);
    EXPECT_EQ(status(guesser), 429U);
    EXPECT_EQ(log_.count("metrics_refused"), 3U);
}

TEST_F(MetricsRoute, Page_IsPrometheusTextThatNobodyKeeps)
{
    const metrics_page page("test");
    net::router table;
    add_metrics_route(table, metrics_access(tokens_, keys_, uses_, peers_), page);
    const auto found = table.find("GET", "/metrics");
    ASSERT_NE(found.route, nullptr);
    net::asio::io_context io;
    const net::http_request request;
    const auto answer = test::run(io, found.route->handle(request));
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
    ASSERT_EQ(answer.headers.size(), 1U);
    EXPECT_EQ(answer.headers[0].value, "no-store");
}

} // namespace
} // namespace ws::server
