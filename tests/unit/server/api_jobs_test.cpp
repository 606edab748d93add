#include "unit/server/api_fixture.hpp"

#include <gmock/gmock.h>

namespace ws::server
{
namespace
{

using testing::HasSubstr;

constexpr const char* good =
    R"({"provider":"replicate","job_id":"p-1","user":"anna","channel":"task:1","expires_in":60})";

class ApiJobs : public test::api_fixture
{
protected:
    net::http_response register_job(std::string body, const char* key = full_key)
    {
        return post("/api/jobs", std::move(body), {{"X-API-Key", key}});
    }
};

TEST_F(ApiJobs, Registration_IsRememberedAndMayBeRepeated)
{
    for (int i = 0; i < 2; ++i)
    {
        const auto answer = register_job(good);
        EXPECT_EQ(answer.status, 200U) << answer.body;
        EXPECT_EQ(answer.body, R"({"result":{}})");
    }
    EXPECT_TRUE(jobs_->owns_channel("task:1", "anna"));
}

TEST_F(ApiJobs, OtherValues_AreAConflict)
{
    register_job(good);
    const auto answer = register_job(
        R"({"provider":"replicate","job_id":"p-1","user":"ben","channel":"task:1","expires_in":60})");
    EXPECT_EQ(answer.status, 409U);
    EXPECT_EQ(answer.body, R"({"error":{"code":113,"message":"conflict"}})");
}

TEST_F(ApiJobs, ImpossibleValues_AreNamed)
{
    for (const auto& [body, part] :
         {std::pair{"[]", "object"},
          {R"({"provider":"nobody","job_id":"1","user":"a","channel":"task:1"})", "replicate"},
          {R"({"provider":7,"job_id":"1","user":"a","channel":"task:1"})", "\"provider\""},
          {R"({"provider":"replicate","user":"a","channel":"task:1"})", "\"job_id\""},
          {R"({"provider":"replicate","job_id":"1\n2","user":"a","channel":"task:1"})", "\"job_id\""},
          {R"({"provider":"replicate","job_id":"1","channel":"task:1"})", "\"user\""},
          {R"({"provider":"replicate","job_id":"1","user":"a"})", "\"channel\""},
          {R"({"provider":"replicate","job_id":"1","user":"a","channel":"nowhere:1"})", "unknown channel"},
          {R"({"provider":"replicate","job_id":"1","user":"a","channel":"task:1","expires_in":0})",
           "\"expires_in\""},
          {R"({"provider":"replicate","job_id":"1","user":"a","channel":"task:1","expires_in":2592001})",
           "\"expires_in\""},
          {R"({"provider":"replicate","job_id":"1","user":"a","channel":"task:1","expires_in":"60"})",
           "\"expires_in\""}})
    {
        const auto answer = register_job(body);
        EXPECT_EQ(answer.status, 400U) << body;
        EXPECT_THAT(answer.body, HasSubstr(part)) << body;
    }
}

TEST_F(ApiJobs, KeyWithoutTheScope_IsRefused)
{
    EXPECT_EQ(register_job(good, reader_key).status, 403U);
    EXPECT_EQ(register_job(good, "wrong").status, 401U);
}

TEST_F(ApiJobs, OwnerOfARegisteredJob_MaySubscribeToItsChannel)
{
    register_job(good);
    const auto subscribe = R"({"id":2,"subscribe":{"channel":"task:1"}})";
    auto& anna = connect("anna");
    send(anna, subscribe);
    EXPECT_THAT(anna.sent, HasSubstr(R"("subscribe":)"));
    auto& ben = connect("ben");
    send(ben, subscribe);
    EXPECT_THAT(ben.sent, HasSubstr(R"("code":103)"));
}

} // namespace
} // namespace ws::server
