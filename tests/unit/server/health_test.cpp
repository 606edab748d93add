#include "server/health.hpp"
#include "unit/server/api_fixture.hpp"

#include <gmock/gmock.h>

namespace ws::server
{
namespace
{

class Health : public test::api_fixture
{
protected:
    Health()
    {
        add_health_routes(health_, {"1.2.3", "test", "abc"}, state_, node_, [this] { return database_; });
    }

    void begin()
    {
        state_.set_listening();
        state_.set_schema_fits();
    }

    net::http_response get(const char* path)
    {
        const net::http_request request;
        return test::run(io_, health_.find("GET", path).route->handle(request));
    }

    readiness state_;
    database_state database_ = database_state::ok;
    net::router health_;
};

TEST_F(Health, WhenReady_SaysEverythingWith200)
{
    begin();
    connect("anna");
    const auto answer = get("/health");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.content_type, "application/json");
    EXPECT_EQ(
        answer.body,
        R"({"status":"ok","version":"1.2.3","environment":"test","release":"abc","uptime_seconds":0,)"
        R"("connections":1,"database":"ok"})");
}

TEST_F(Health, BeforeReadyAndWhileDraining_Is503ButAlive)
{
    EXPECT_EQ(get("/health").status, 503U);
    EXPECT_EQ(get("/health/ready").body, R"({"status":"starting"})");
    state_.set_draining();
    EXPECT_EQ(get("/health").status, 503U);
    EXPECT_EQ(get("/health/ready").status, 503U);
    EXPECT_EQ(get("/health/ready").body, R"({"status":"draining"})");
    EXPECT_EQ(get("/health/live").status, 200U);
}

TEST_F(Health, DatabaseThatGoesAway_IsSaidButKeepsNobodyAway)
{
    begin();
    database_ = database_state::unreachable;
    const auto answer = get("/health");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_THAT(answer.body, testing::HasSubstr(R"("database":"unreachable")"));
    EXPECT_EQ(get("/health/ready").status, 200U);
}

TEST_F(Health, Readiness_FollowsTheState)
{
    EXPECT_EQ(get("/health/ready").status, 503U);
    state_.set_listening();
    EXPECT_EQ(get("/health/ready").status, 503U) << "the database was not seen yet";
    state_.set_schema_fits();
    EXPECT_EQ(get("/health/ready").status, 200U);
    EXPECT_EQ(get("/health/ready").body, R"({"status":"ok"})");
}

} // namespace
} // namespace ws::server
