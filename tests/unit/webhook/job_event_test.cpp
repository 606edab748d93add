#include <ws/webhook/job_event.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::webhook;
namespace json = boost::json;

TEST(JobEvent, PayloadWithoutUsableId_IsMalformed)
{
    for (const std::string_view body :
         {"null", "[]", "{}", R"({"id":7,"request_id":7})", R"({"id":"","request_id":""})",
          R"({"id":"\n","request_id":"\n"})"})
    {
        EXPECT_EQ(read_replicate_event(json::parse(body)).error(), ws::errc::malformed_input) << body;
        EXPECT_EQ(read_fal_event(json::parse(body)).error(), ws::errc::malformed_input) << body;
    }
}

TEST(JobEvent, MoreThan24Outputs_AreCutThere)
{
    json::array urls;
    for (int i = 0; i < 30; ++i)
        urls.emplace_back("https://cdn.example.com/" + std::to_string(i));
    const auto event =
        read_replicate_event(json::object{{"id", "p"}, {"status", "succeeded"}, {"output", urls}});
    ASSERT_EQ(event->outputs.size(), 24U);
    EXPECT_EQ(event->outputs.back(), "https://cdn.example.com/23");
}

TEST(JobEvent, OutputsThatAreNoPublicUrls_DoNotCount)
{
    const auto event = read_replicate_event(json::parse(
        R"({"id":"p","status":"succeeded","output":[1,null,"text",{"url":"https://a.example.com"},
            ["https://b.example.com"],"http://c.example.com","https://d.example.com"]})"));
    EXPECT_EQ(event->outputs, std::vector<std::string>{"https://d.example.com"});
}

TEST(JobEvent, FalOutputs_ComeFromImagesImageAndVideo)
{
    const auto event = read_fal_event(json::parse(
        R"({"request_id":"r","status":"OK","payload":{"video":{"url":"https://v.example.com"},
            "images":[{"url":"https://a.example.com"},"https://x.example.com",{}],
            "image":{"url":"https://b.example.com"}}})"));
    EXPECT_EQ(
        event->outputs, (std::vector<std::string>{
                            "https://a.example.com", "https://b.example.com", "https://v.example.com"}));
}

TEST(JobEvent, ErrorText_IsCutAt500CharactersBetweenCharacters)
{
    std::string text;
    for (int i = 0; i < 600; ++i)
        text += "é";
    const auto event = read_replicate_event(json::object{{"id", "p"}, {"status", "failed"}, {"error", text}});
    EXPECT_EQ(event->error, text.substr(0, 1000));
}

TEST(JobEvent, ErrorOfASuccess_IsNotRelayed)
{
    const auto* body = R"({"id":"p","request_id":"p","status":"succeeded","error":"odd"})";
    EXPECT_EQ(read_replicate_event(json::parse(body))->error, "");
    const auto* fal = R"({"request_id":"p","status":"OK","payload":{},"payload_error":"odd"})";
    EXPECT_EQ(read_fal_event(json::parse(fal))->state, job_state::succeeded);
    EXPECT_EQ(read_fal_event(json::parse(fal))->error, "");
}

TEST(JobEvent, FalErrorWithoutText_TakesItFromTheDetails)
{
    const auto error = [](std::string_view payload)
    {
        const std::string body =
            R"({"request_id":"r","status":"ERROR","payload":)" + std::string(payload) + '}';
        return read_fal_event(json::parse(body))->error;
    };
    EXPECT_EQ(error(R"({"detail":"no credit"})"), "no credit");
    EXPECT_EQ(error(R"({"detail":[{"msg":"field required"},{"msg":"x"}]})"), "field required");
    EXPECT_EQ(error(R"({"detail":[]})"), "");
    EXPECT_EQ(error("null"), "");
}

TEST(JobEvent, FalStatusThatIsNotKnown_IsNotTerminal)
{
    EXPECT_EQ(read_fal_event(json::parse(R"({"request_id":"r","status":"ok"})"))->state, job_state::unknown);
    EXPECT_EQ(read_fal_event(json::parse(R"({"request_id":"r"})"))->state, job_state::unknown);
    EXPECT_FALSE(is_terminal(job_state::unknown));
}

TEST(JobEvent, LargestEvent_StaysUnder64KiB)
{
    job_event event;
    event.job_id = std::string(max_job_id_bytes, '"');
    event.state = job_state::failed;
    event.error = std::string(max_job_error_characters, '\x01');
    event.outputs.assign(max_job_outputs, std::string(max_output_url_bytes, 'a'));
    EXPECT_LT(to_json(event).size(), 64U * 1024);
}

TEST(JobState, Terminal_IsFinalAndRunningIsNotQueuedAgain)
{
    for (const job_state last : {job_state::succeeded, job_state::failed, job_state::canceled})
        for (const job_state next :
             {job_state::queued, job_state::running, job_state::succeeded, job_state::failed,
              job_state::canceled, job_state::unknown})
            EXPECT_FALSE(may_follow(last, next)) << to_string(last) << " then " << to_string(next);
    EXPECT_FALSE(may_follow(job_state::running, job_state::queued));
    EXPECT_TRUE(may_follow(job_state::running, job_state::running));
    EXPECT_TRUE(may_follow(job_state::queued, job_state::succeeded));
    EXPECT_TRUE(may_follow(job_state::unknown, job_state::queued));
}

} // namespace
