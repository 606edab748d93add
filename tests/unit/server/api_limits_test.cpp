#include "unit/server/api_fixture.hpp"
#include "unit/server/responses.hpp"

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;
using test::value_of;

edge_settings limited()
{
    edge_settings settings;
    settings.rates.api = auth::rate_limit{2, 10s, 2};
    settings.rates.auth_failure = auth::rate_limit{10, 60s, 3};
    return settings;
}

class ApiLimits : public test::api_fixture
{
protected:
    ApiLimits() : api_fixture(limited()) {}

    net::http_response info(const char* key) { return post("/api/info", "{}", {{"X-API-Key", key}}); }
};

TEST_F(ApiLimits, EveryAnswerToAKey_SaysWhatIsLeft)
{
    const auto first = info(full_key);
    EXPECT_EQ(first.status, 200U);
    EXPECT_EQ(value_of(first, "RateLimit-Policy"), R"("api";q=2;w=10)");
    EXPECT_EQ(value_of(first, "RateLimit"), R"("api";r=1;t=5)");
    const auto malformed = post("/api/info", "[", {{"X-API-Key", full_key}});
    EXPECT_EQ(malformed.status, 400U);
    EXPECT_EQ(value_of(malformed, "RateLimit"), R"("api";r=0;t=10)");
    const auto forbidden = post("/api/publish", "{}", {{"X-API-Key", reader_key}});
    EXPECT_EQ(forbidden.status, 403U);
    EXPECT_EQ(value_of(forbidden, "RateLimit"), R"("api";r=1;t=5)");
}

TEST_F(ApiLimits, BatchAndPipeline_CountToo)
{
    EXPECT_EQ(post("/api/batch", R"({"commands":[]})", {{"X-API-Key", full_key}}).status, 200U);
    EXPECT_NE(value_of(post("/api", "", {{"X-API-Key", full_key}}), "RateLimit"), "");
    EXPECT_EQ(info(full_key).status, 429U);
}

TEST_F(ApiLimits, KeyOverItsRate_Is429UntilItHasRested)
{
    info(full_key);
    info(full_key);
    const auto refused = info(full_key);
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(refused.content_type, "application/problem+json");
    EXPECT_EQ(value_of(refused, "Retry-After"), "5");
    EXPECT_EQ(info(reader_key).status, 200U) << "another key has its own rate";
    steady_now_ += 5s;
    EXPECT_EQ(info(full_key).status, 200U);
}

TEST_F(ApiLimits, WrongKeys_AreChargedToTheirAddress)
{
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(info("wrong").status, 401U);
    const auto refused = info("wrong");
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(value_of(refused, "Retry-After"), "6");
    EXPECT_EQ(value_of(refused, "RateLimit-Policy"), R"("auth-failure";q=10;w=60)");
    EXPECT_EQ(post("/api/info", "{}", {}).status, 429U);
    peer_address_ = "203.0.113.10";
    EXPECT_EQ(info("wrong").status, 401U);
}

TEST_F(ApiLimits, RightKey_IsNeverRefusedForWrongOnes)
{
    for (int i = 0; i < 10; ++i)
        info("wrong");
    EXPECT_EQ(info(full_key).status, 200U);
}

class ApiWithoutLimits : public test::api_fixture
{
};

TEST_F(ApiWithoutLimits, Answers_SayNothingOfLimits)
{
    const auto answer = post("/api/info", "{}", {{"X-API-Key", full_key}});
    EXPECT_EQ(value_of(answer, "RateLimit") + value_of(answer, "RateLimit-Policy"), "");
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(post("/api/info", "{}", {{"X-API-Key", "wrong"}}).status, 401U);
}

} // namespace
} // namespace ws::server
