#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

namespace ws::server
{
namespace
{

using namespace cases;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ConfigMetrics, Tokens_AreReadInTheirOrder)
{
    EXPECT_THAT(loaded(production()).value.metrics_tokens, IsEmpty());
    const std::string fresh(32, 'n');
    const std::string old(32, 'o');
    const auto tokens = loaded(production({{"METRICS_TOKEN", fresh + "," + old}})).value.metrics_tokens;
    ASSERT_EQ(tokens.size(), 2U);
    EXPECT_EQ(tokens[0].reveal(), fresh);
    EXPECT_EQ(tokens[1].reveal(), old);
}

TEST(ConfigMetrics, ShortTokens_AreRefusedWhereUsersAre)
{
    EXPECT_THAT(complaints(production({{"METRICS_TOKEN", "short"}})), ElementsAre("METRICS_TOKEN"));
    EXPECT_THAT(complaints(with("test", {{"METRICS_TOKEN", "short"}})), IsEmpty());
    EXPECT_TRUE(warns(loaded(production({{"METRICS_TOKEN", std::string(20, 'x')}})), "METRICS_TOKEN", "32"));
    EXPECT_THAT(
        complaints(production({{"METRICS_TOKEN", std::string(513, 'x')}})), ElementsAre("METRICS_TOKEN"));
}

TEST(ConfigMetrics, SecretOfAnotherPurpose_IsRefused)
{
    for (const char* other : {"WEBSOCKET_API_KEYS", "TOKEN_HMAC_SECRETS"})
    {
        const std::string shared(32, 'x');
        const auto problems = problems_of(production({{other, shared}, {"METRICS_TOKEN", shared}}));
        ASSERT_EQ(problems.size(), 1U) << other;
        EXPECT_EQ(problems[0].place, "METRICS_TOKEN");
        EXPECT_THAT(problems[0].what, testing::Not(HasSubstr(shared)));
    }
}

TEST(ConfigMetrics, Token_IsShownMasked)
{
    const std::string token = "metrics-token-of-more-than-32-characters";
    const auto c = loaded(production({{"METRICS_TOKEN", token}}));
    for (const shown_setting& line : describe(c.value))
        EXPECT_THAT(line.value, testing::Not(HasSubstr(token)));
}

} // namespace
} // namespace ws::server
