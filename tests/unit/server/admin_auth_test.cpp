#include "unit/server/admin_fixture.hpp"
#include "unit/server/responses.hpp"

#include <set>

namespace ws::server
{
namespace
{

using test::value_of;
using headers = std::vector<net::http_header>;

class AdminAuth : public test::admin_fixture
{
protected:
    explicit AdminAuth(const edge_settings& edge = {}) : admin_fixture(edge) {}

    unsigned status_with(headers given) { return ask("GET", "/keys", {}, std::move(given)).status; }
};

TEST_F(AdminAuth, KeyWithTheScope_IsServed)
{
    EXPECT_EQ(status_with({{"X-API-Key", admin_key}}), 200U);
    EXPECT_EQ(status_with({{"Authorization", std::string("Bearer ") + admin_key}}), 200U);
    EXPECT_EQ(status_with({{"Authorization", std::string("apikey ") + admin_key}}), 200U);
}

TEST_F(AdminAuth, MissingAndWrongKeys_GetTheSame401)
{
    std::set<std::string> bodies;
    for (const headers& given :
         {headers{}, headers{{"X-API-Key", "wrong"}}, headers{{"X-API-Key", ""}},
          headers{{"Authorization", std::string("Basic ") + admin_key}},
          headers{{"Cookie", std::string("X-API-Key=") + admin_key}}})
    {
        const auto answer = ask("GET", "/keys", {}, given);
        EXPECT_EQ(answer.status, 401U);
        EXPECT_EQ(value_of(answer.raw, "WWW-Authenticate"), "Bearer realm=\"admin\"");
        bodies.insert(answer.raw.body);
    }
    EXPECT_EQ(bodies.size(), 1U);
    EXPECT_EQ(ask("GET", std::string("/keys?api_key=") + admin_key, {}, {}).status, 401U);
}

TEST_F(AdminAuth, TwoKeys_Are400)
{
    EXPECT_EQ(status_with({{"X-API-Key", admin_key}, {"X-API-Key", admin_key}}), 400U);
    EXPECT_EQ(status_with({{"X-API-Key", admin_key}, {"Authorization", "Bearer other"}}), 400U);
}

TEST_F(AdminAuth, KeyWithoutTheScope_Is403AndCounted)
{
    const auto answer = ask("GET", "/keys", {}, {{"X-API-Key", full_key}});
    EXPECT_EQ(answer.status, 403U);
    EXPECT_EQ(answer.raw.content_type, "application/problem+json");
    EXPECT_EQ(admin_uses_.rows()[0].missing_scope, 1U);
}

TEST_F(AdminAuth, NoKeyHasTheScope_Is503Whatever)
{
    net::router table;
    add_admin_routes(table, context_with(keys_));
    for (const char* key : {admin_key, full_key, "wrong"})
    {
        net::http_request request;
        request.method = "GET";
        request.path = "/admin/api/info";
        request.headers = {{"X-API-Key", key}};
        const auto answer = test::run(io_, table.find("GET", request.path).route->handle(request));
        EXPECT_EQ(answer.status, 503U) << key;
        EXPECT_NE(answer.body.find("not-configured"), std::string::npos);
    }
}

TEST_F(AdminAuth, Refusals_AreLoggedWithoutTheKey)
{
    status_with({{"X-API-Key", "a-wrong-key"}});
    status_with({{"X-API-Key", full_key}});
    EXPECT_EQ(log_.count("admin_refused"), 2U);
    EXPECT_EQ(log_.count("203.0.113.9"), 1U);
    EXPECT_EQ(log_.count("a-wrong-key"), 0U);
    EXPECT_EQ(log_.count(full_key), 0U);
}

class AdminAuthLimits : public AdminAuth
{
protected:
    static edge_settings limited()
    {
        edge_settings settings;
        settings.rates.auth_failure = auth::rate_limit{2, std::chrono::seconds(60), 2};
        settings.rates.api = auth::rate_limit{3, std::chrono::seconds(60), 3};
        return settings;
    }
    AdminAuthLimits() : AdminAuth(limited()) {}
};

TEST_F(AdminAuthLimits, WrongKeys_AreChargedToTheirAddressAlone)
{
    EXPECT_EQ(status_with({{"X-API-Key", "wrong"}}), 401U);
    EXPECT_EQ(status_with({{"X-API-Key", "wrong"}}), 401U);
    EXPECT_EQ(status_with({{"X-API-Key", "wrong"}}), 429U);
    EXPECT_EQ(status_with({{"X-API-Key", admin_key}}), 200U);
    peer_address_ = "203.0.113.10";
    EXPECT_EQ(status_with({{"X-API-Key", "wrong"}}), 401U);
}

TEST_F(AdminAuthLimits, KeyOverItsRate_Is429AndToldWhatIsLeft)
{
    const auto first = get("/keys");
    EXPECT_EQ(value_of(first.raw, "RateLimit"), "\"api\";r=2;t=20");
    get("/keys");
    get("/keys");
    EXPECT_EQ(get("/keys").status, 429U);
    EXPECT_EQ(admin_uses_.rows().back().over_rate, 1U);
    EXPECT_EQ(admin_uses_.rows().back().requests, 4U);
}

} // namespace
} // namespace ws::server
