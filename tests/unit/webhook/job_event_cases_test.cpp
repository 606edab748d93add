#include "support/test_data.hpp"

#include <ws/webhook/job_event.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace
{

using namespace ws::webhook;

TEST(JobEventCases, EveryVector_BecomesTheExpectedEvent)
{
    const auto cases = ws::test::read_json("webhooks/providers.json").at("cases").as_array();
    ASSERT_EQ(cases.size(), 14U);
    for (const auto& c : cases)
    {
        const auto event = c.at("provider") == "fal" ? read_fal_event(c.at("payload"))
                                                     : read_replicate_event(c.at("payload"));
        ASSERT_TRUE(event.has_value()) << c;
        EXPECT_EQ(boost::json::parse(to_json(*event)), c.at("job")) << c;
    }
}

} // namespace
