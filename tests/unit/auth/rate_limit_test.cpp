#include <ws/auth/rate_limit.hpp>

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::auth;
using namespace std::chrono_literals;
using ws::steady_time;

constexpr steady_time start{1000h};

rate_limit rule_of(std::string_view text)
{
    std::string why;
    const auto rule = parse_rate_limit(text, why);
    EXPECT_TRUE(rule && *rule) << text << ": " << why;
    return rule && *rule ? **rule : rate_limit{};
}

TEST(ParseRateLimit, LimitWindowAndBurst_AreRead)
{
    EXPECT_EQ(rule_of("30/60s,burst=20"), (rate_limit{30, 60s, 20}));
    EXPECT_EQ(rule_of("500/1s"), (rate_limit{500, 1s, 500}));
    EXPECT_EQ(rule_of("1/24h"), (rate_limit{1, 24h, 1}));
    EXPECT_EQ(rule_of("1000000/1m30s,burst=1"), (rate_limit{1'000'000, 90s, 1}));
}

TEST(ParseRateLimit, Off_IsNoLimit)
{
    std::string why;
    const auto rule = parse_rate_limit("off", why);
    ASSERT_TRUE(rule);
    EXPECT_FALSE(*rule);
}

TEST(ParseRateLimit, AnythingElse_IsRefusedWithAReason)
{
    for (const char* text :
         {"",
          "0",
          "30",
          "OFF",
          "0/60s",
          "-1/60s",
          "30/",
          "/60s",
          "30/60",
          "30/0s",
          "30/25h",
          "30/60s,",
          "30/60s,burst",
          "30/60s,burst=",
          "30/60s,burst=0",
          "30/60s,burst=-1",
          "30/60s, burst=3",
          "30/60s,burst=3,burst=4",
          "30/60s,rate=3",
          " 30/60s",
          "30 /60s",
          "1e3/1s",
          "1000001/1s",
          "1/1s,burst=1000001",
          "99999999999999999999/1s",
          "1/24h,burst=31",
          "30/60s/2"})
    {
        std::string why;
        EXPECT_EQ(parse_rate_limit(text, why).error(), ws::errc::malformed_input) << text;
        EXPECT_FALSE(why.empty()) << text;
    }
}

TEST(RateLimitText, ReadAgain_IsTheSameRule)
{
    for (const char* text : {"30/60s,burst=20", "500/1s", "1/86400s", "7/90s,burst=1"})
    {
        EXPECT_EQ(to_string(rule_of(text)), text);
        EXPECT_EQ(rule_of(to_string(rule_of(text))), rule_of(text));
    }
}

TEST(RateState, Burst_PassesAtOnceAndNoMore)
{
    const auto rule = rule_of("30/60s,burst=3");
    rate_state state;
    for (std::uint32_t left : {2U, 1U, 0U})
    {
        const auto verdict = state.take(rule, start);
        EXPECT_TRUE(verdict.allowed);
        EXPECT_EQ(verdict.remaining, left);
        EXPECT_EQ(verdict.retry_after, 0s);
    }
    const auto refused = state.take(rule, start);
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.remaining, 0U);
    EXPECT_EQ(refused.retry_after, 2s);
    EXPECT_EQ(refused.reset_after, 6s);
}

TEST(RateState, Refusal_CostsNothing)
{
    const auto rule = rule_of("30/60s,burst=1");
    rate_state state;
    EXPECT_TRUE(state.take(rule, start).allowed);
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(state.take(rule, start + 1999ms).allowed);
    EXPECT_TRUE(state.take(rule, start + 2s).allowed);
}

TEST(RateState, SteadyUse_GetsExactlyTheLimitPerWindow)
{
    const auto rule = rule_of("30/60s,burst=20");
    rate_state state;
    int allowed = 0;
    for (auto now = start; now < start + 10min; now += 100ms)
        allowed += state.take(rule, now).allowed ? 1 : 0;
    EXPECT_EQ(allowed, 20 + 30 * 10 - 1); // the last one comes due at the end itself
}

TEST(RateState, Rest_BringsTheBurstBackButNotMore)
{
    const auto rule = rule_of("1/1s,burst=5");
    rate_state state;
    while (state.take(rule, start).allowed)
    {
    }
    EXPECT_EQ(state.peek(rule, start + 3s).remaining, 2U);
    EXPECT_EQ(state.peek(rule, start + 1h).remaining, 4U);
    EXPECT_FALSE(state.is_rested(start + 4999ms));
    EXPECT_TRUE(state.is_rested(start + 5s));
}

TEST(RateState, Peek_ChangesNothing)
{
    const auto rule = rule_of("1/1s");
    rate_state state;
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(state.peek(rule, start).allowed);
    EXPECT_TRUE(state.take(rule, start).allowed);
    EXPECT_FALSE(state.peek(rule, start).allowed);
}

TEST(RateState, Cost_CountsAsThatManyUses)
{
    const auto rule = rule_of("10/1s");
    rate_state state;
    EXPECT_TRUE(state.take(rule, start, 7).allowed);
    EXPECT_FALSE(state.take(rule, start, 4).allowed);
    EXPECT_TRUE(state.take(rule, start, 3).allowed);
}

TEST(RateState, CostAboveTheBurst_IsNeverAllowed)
{
    const auto rule = rule_of("1/24h,burst=30");
    rate_state state;
    for (const std::uint32_t cost : {31U, 1'000'000U, UINT32_MAX})
    {
        EXPECT_FALSE(state.take(rule, start, cost).allowed) << cost;
        EXPECT_GT(state.peek(rule, start, cost).retry_after, 0s) << cost;
    }
    EXPECT_TRUE(state.take(rule, start, 30).allowed);
}

} // namespace
