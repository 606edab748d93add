#include "support/vectors.hpp"

#include <ws/webhook/job_event.hpp>

#include <stdexcept>
#include <string>

namespace
{

using namespace ws::webhook;
namespace json = boost::json;

ws::result<job_event> read_event(const json::value& c)
{
    if (c.at("provider") == "fal")
        return read_fal_event(c.at("payload"));
    if (c.at("provider") == "replicate")
        return read_replicate_event(c.at("payload"));
    throw std::runtime_error("this test does not know the provider");
}

TEST(JobEventCases, EveryVector_BecomesTheExpectedEvent)
{
    const auto check = [](const json::value& c)
    {
        ws::test::expect_members(c.as_object(), {"provider", "payload", "job", "note"});
        const auto event = read_event(c);
        ASSERT_TRUE(event.has_value()) << c;
        EXPECT_EQ(json::parse(to_json(*event)), c.at("job")) << c;
    };
    const auto file = ws::test::read_vectors("webhooks/providers.json", "image-job-events/1");
    ws::test::expect_members(file.as_object(), {"format", "cases"});
    ws::test::for_each_vector(file.at("cases"), check);
}

} // namespace
