#include "server/front_gate.hpp"
#include "support/log_capture.hpp"
#include "unit/server/responses.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using test::value_of;

class FrontGate : public testing::Test
{
protected:
    static edge_settings behind_proxy()
    {
        std::string why;
        edge_settings settings;
        settings.trust.proxies = {auth::parse_network("10.0.0.0/8", why).value()};
        return settings;
    }

    /// The status at the gate, 0 for a request that goes on; and what is added to its answer.
    struct outcome
    {
        unsigned status = 0;
        std::string hsts;
    };

    outcome ask(bool strict, std::string path, std::string peer, std::string scheme)
    {
        const auto gate = make_front_gate(peers_, origins_, strict);
        net::http_request request;
        request.method = "GET";
        request.path = std::move(path);
        request.peer_address = std::move(peer);
        if (!scheme.empty())
            request.headers.push_back({"X-Forwarded-Proto", std::move(scheme)});
        const auto refused = gate.refuse(request, {});
        auto answer = refused.value_or(net::json_response(200, "{}"));
        gate.complete(request, {}, answer);
        EXPECT_EQ(value_of(answer, "Vary"), "Origin");
        return {refused ? refused->status : 0, value_of(answer, "Strict-Transport-Security")};
    }

    test::log_capture log_;
    edge peers_{behind_proxy(), [] { return steady_time{}; }};
    origin_policy origins_;
};

TEST_F(FrontGate, PlainHttpAtTheProxy_Is403UnderStrictRules)
{
    for (const char* path : {"/connection/websocket", "/api/info", "/webhooks/clerk", "/admin", "/nowhere"})
    {
        EXPECT_EQ(ask(true, path, "10.0.0.7", "http").status, 403U) << path;
        EXPECT_EQ(ask(false, path, "10.0.0.7", "http").status, 0U) << path;
    }
    EXPECT_EQ(log_.count("plain_http_refused"), 5U);
}

TEST_F(FrontGate, Tls_PassesAndIsToBeKept)
{
    const auto passed = ask(true, "/api/info", "10.0.0.7", "https");
    EXPECT_EQ(passed.status, 0U);
    EXPECT_EQ(passed.hsts, "max-age=31536000");
    EXPECT_EQ(ask(true, "/nowhere", "10.0.0.7", "wss").hsts, "max-age=31536000");
    EXPECT_EQ(ask(false, "/api/info", "10.0.0.7", "https").hsts, "");
}

TEST_F(FrontGate, PeerThatIsNotTrusted_CannotSayWhichSchemeItWas)
{
    const auto passed = ask(true, "/api/info", "203.0.113.9", "http");
    EXPECT_EQ(passed.status, 0U);
    EXPECT_EQ(ask(true, "/api/info", "203.0.113.9", "https").hsts, "");
}

TEST_F(FrontGate, NoScheme_Passes)
{
    const auto passed = ask(true, "/api/info", "10.0.0.7", "");
    EXPECT_EQ(passed.status, 0U);
    EXPECT_EQ(passed.hsts, "");
}

TEST_F(FrontGate, HealthProbes_ComeAsTheyLike)
{
    for (const char* path : {"/health", "/health/live", "/health/ready"})
        EXPECT_EQ(ask(true, path, "10.0.0.7", "http").status, 0U) << path;
    EXPECT_EQ(ask(true, "/health/other", "10.0.0.7", "http").status, 403U);
}

TEST_F(FrontGate, PagesAreRefusedByAdmin_WhateverTheirOriginAndTheMethod)
{
    const auto gate = make_front_gate(peers_, origins_, false);
    const auto status = [&](std::string method, std::string path, std::vector<net::http_header> headers)
    {
        net::http_request request;
        request.method = std::move(method);
        request.path = std::move(path);
        request.headers = std::move(headers);
        const auto refused = gate.refuse(request, {});
        return refused ? refused->status : 0U;
    };
    for (const char* path : {"/admin", "/admin/api/keys", "/admin/nowhere"})
        for (const char* origin : {"https://app.example.com", "null", ""})
            for (const char* method : {"GET", "POST", "OPTIONS"})
                EXPECT_EQ(status(method, path, {{"Origin", origin}}), 403U) << method << path << origin;
    EXPECT_EQ(status("GET", "/admin/api/keys", {}), 0U);
    EXPECT_EQ(status("GET", "/administrators", {{"Origin", "null"}}), 0U);
    EXPECT_EQ(log_.count("admin_refused"), 27U);
}

TEST_F(FrontGate, AnswersOfAdmin_AreKeptByNobody)
{
    const auto gate = make_front_gate(peers_, origins_, false);
    for (const auto& [path, kept] :
         {std::pair("/admin/api/keys", "no-store"), std::pair("/admin", "no-store"),
          std::pair("/administrators", ""), std::pair("/api/info", "")})
    {
        net::http_request request;
        request.path = path;
        auto answer = net::json_response(404, "{}");
        gate.complete(request, {}, answer);
        EXPECT_EQ(value_of(answer, "Cache-Control"), kept) << path;
    }
}

} // namespace
} // namespace ws::server
