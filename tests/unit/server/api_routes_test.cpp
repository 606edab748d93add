#include "unit/server/api_fixture.hpp"

namespace ws::server
{
namespace
{

class ApiRoutes : public test::api_fixture
{
};

TEST_F(ApiRoutes, EveryMethod_HasARowThatAnswers)
{
    for (const api_method& method : api_methods())
        EXPECT_EQ(status_of(std::string(method.name), "{}"), 200U) << method.name;
    EXPECT_EQ(counts_.api_requests, api_methods().size());
}

TEST_F(ApiRoutes, KeyOfAnotherScope_Is403)
{
    for (const api_method& method : api_methods())
    {
        const bool allowed =
            method.scope == auth::api_scope::presence || method.scope == auth::api_scope::none;
        EXPECT_EQ(status_of(std::string(method.name), "{}", reader_key), allowed ? 200U : 403U)
            << method.name;
    }
}

TEST_F(ApiRoutes, NoRightKey_Is401EverywhereAndNothingIsRead)
{
    for (const api_method& method : api_methods())
        EXPECT_EQ(status_of(std::string(method.name), "{", "wrong"), 401U) << method.name;
    EXPECT_EQ(status_of("batch", "{", "wrong"), 401U);
    EXPECT_EQ(post("/api", "{", {}).status, 401U);
}

TEST_F(ApiRoutes, BodyThatIsNoObject_Is400WithPlainText)
{
    for (const char* body : {"", "{", "[]", "null", R"({"channel":"chat:1"} trailing)", R"({"channel":7})"})
    {
        const auto answer = post("/api/history", body, {{"X-API-Key", full_key}});
        EXPECT_EQ(answer.status, 400U) << body;
        EXPECT_EQ(answer.content_type, "text/plain; charset=utf-8") << body;
    }
}

TEST_F(ApiRoutes, UnknownMembers_AreIgnored)
{
    EXPECT_EQ(status_of("publish", R"({"channel":"chat:1","data":1,"unknown":[{}]})"), 200U);
}

TEST_F(ApiRoutes, TransportErrorMode_UsesTheStatus)
{
    const auto answer = post(
        "/api/publish", R"({"channel":"nowhere:1","data":1})",
        {{"X-API-Key", full_key}, {"X-Centrifugo-Error-Mode", "transport"}});
    EXPECT_EQ(answer.status, 404U);
    EXPECT_EQ(answer.body, R"({"code":102,"message":"unknown channel"})");
}

TEST_F(ApiRoutes, Failures_AreLoggedWithTheNameOfTheKeyOnly)
{
    post("/api/publish", R"({"channel":"nowhere:1","data":"secret-payload"})", {{"X-API-Key", full_key}});
    post("/api/publish", R"({"channel":1})", {{"X-API-Key", full_key}});
    post("/api/publish", "{}", {{"X-API-Key", "wrong-key-value"}});
    EXPECT_EQ(log_.count(R"("key":"default")"), 2U);
    EXPECT_EQ(log_.count("api_refused"), 1U);
    for (const char* hidden : {full_key, "wrong-key-value", "secret-payload"})
        EXPECT_EQ(log_.count(hidden), 0U) << hidden;
}

} // namespace
} // namespace ws::server
