#include "server/job_callbacks.hpp"
#include "unit/server/api_fixture.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace ws::server
{
namespace
{

using testing::HasSubstr;
using testing::Not;
using webhook::verdict;

const std::string replicate = "replicate";
const job_key key{replicate, "p-1"};

class JobCallbacks : public test::api_fixture
{
protected:
    void register_job(std::string channel = "chat:1")
    {
        const job_registration values{"anna", std::move(channel), std::chrono::hours(1)};
        EXPECT_TRUE(test::run(io_, jobs_->add(key, values)));
    }

    verdict call_back(std::string body, const std::string& event_id, std::string query = {})
    {
        const auto parsed = boost::json::parse(body);
        const job_callback callback{replicate, webhook::read_replicate_event, parsed, query, event_id};
        return test::run(io_, callbacks_.apply(callback));
    }

    static std::string status(std::string_view word)
    {
        return std::string(R"({"id":"p-1","status":")").append(word) +
               R"(","output":"https://cdn.example.com/a.png"})";
    }

    /// What is in the channel's history.
    std::string news(const std::string& channel = "chat:1")
    {
        return call("history", R"({"limit":-1,"channel":")" + channel + "\"}");
    }

    static std::string token(std::string_view claims, std::string_view secret_text = "token-secret")
    {
        return "job=" + auth::sign_hmac_token(claims, secret(secret_text));
    }

    job_callbacks callbacks_{node_, *jobs_, auth::hmac_token_options{{secret("token-secret")}, "", ""}, [] {
                                 return system_time{};
                             }};
};

TEST_F(JobCallbacks, UnknownJob_IsForTheSenderToRepeat)
{
    EXPECT_EQ(call_back(status("starting"), "e-1"), verdict::unknown_job);
    register_job();
    EXPECT_EQ(call_back(status("starting"), "e-1"), verdict::ok);
    EXPECT_THAT(news(), HasSubstr(R"("job_id":"p-1","state":"queued","terminal":false)"));
}

TEST_F(JobCallbacks, ChannelInTheDelivery_MeansNothing)
{
    register_job();
    EXPECT_EQ(
        call_back(
            R"({"id":"p-1","status":"processing","channel":"chat:2","user":"ben"})", "e-1", "channel=chat:2"),
        verdict::ok);
    EXPECT_THAT(news(), HasSubstr("running"));
    EXPECT_THAT(news("chat:2"), Not(HasSubstr("running")));
}

TEST_F(JobCallbacks, EndOfAJob_IsFinal)
{
    register_job();
    EXPECT_EQ(call_back(status("succeeded"), "e-1"), verdict::ok);
    EXPECT_EQ(call_back(status("processing"), "e-2"), verdict::ok);
    EXPECT_EQ(call_back(status("failed"), "e-3"), verdict::ok);
    EXPECT_THAT(news(), HasSubstr("https://cdn.example.com/a.png"));
    EXPECT_THAT(news(), Not(HasSubstr("running")));
    EXPECT_THAT(news(), Not(HasSubstr("failed")));
}

TEST_F(JobCallbacks, NewsThatCouldNotBePublished_MayComeAgain)
{
    register_job();
    EXPECT_EQ(call_back(status("starting"), "e-1"), verdict::ok);
    EXPECT_EQ(call_back(status("succeeded"), "e-1"), verdict::conflict) << "the id of other news";
    EXPECT_EQ(call_back(status("succeeded"), "e-2"), verdict::ok);
    EXPECT_THAT(news(), HasSubstr("succeeded"));
}

TEST_F(JobCallbacks, BodyWithoutAJob_IsIgnored)
{
    EXPECT_EQ(call_back(R"({"status":"succeeded"})", "e-1"), verdict::ignored);
}

TEST_F(JobCallbacks, Token_NamesTheChannelWithoutARegistration)
{
    const std::string query = token(R"({"channel":"chat:1","exp":100})");
    EXPECT_EQ(call_back(status("succeeded"), "e-1", query), verdict::ok);
    EXPECT_EQ(call_back(status("processing"), "e-2", query), verdict::ok);
    EXPECT_THAT(news(), HasSubstr("succeeded"));
    EXPECT_THAT(news(), Not(HasSubstr("running")));
    EXPECT_EQ(
        call_back(status("processing"), "e-3", token(R"({"channel":"nowhere:1","exp":100})")), verdict::ok)
        << "the job has ended";
}

TEST_F(JobCallbacks, TokenThatDoesNotHold_IsRefusedAlsoForARegisteredJob)
{
    register_job();
    for (const std::string& query :
         {token(R"({"channel":"chat:1","exp":100})", "another-secret"),
          token(R"({"channel":"chat:1","exp":-1})"), token(R"({"channel":"chat:1"})"),
          token(R"({"sub":"anna","exp":100})"), token(R"({"channel":"chat:1","sub":"anna","exp":100})"),
          token(R"({"channel":"chat:1","client":"c1","exp":100})"), std::string("job="),
          std::string("a=b&job=x"),
          token(R"({"channel":"chat:1","exp":100})") + '&' + token(R"({"channel":"chat:1","exp":100})")})
        EXPECT_EQ(call_back(status("succeeded"), "e-1", query), verdict::bad_credentials) << query;
    EXPECT_EQ(call_back(status("succeeded"), "e-1", "jobs=x&b"), verdict::ok);
}

TEST_F(JobCallbacks, TokenForAChannelThatIsNone_IsRefused)
{
    EXPECT_EQ(
        call_back(status("starting"), "e-1", token(R"({"channel":"nowhere:1","exp":100})")),
        verdict::malformed_event);
}

} // namespace
} // namespace ws::server
