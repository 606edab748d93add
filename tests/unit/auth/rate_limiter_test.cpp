#include <ws/auth/rate_limiter.hpp>

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::auth;
using namespace std::chrono_literals;
using ws::steady_time;

constexpr steady_time start{1000h};
constexpr rate_limit two_a_minute{2, 60s, 2};

TEST(RateLimiter, Keys_AreCountedEachOnItsOwn)
{
    rate_limiter limiter(two_a_minute);
    for (const char* key : {"192.0.2.1", "192.0.2.2"})
    {
        EXPECT_TRUE(limiter.take(key, start).allowed);
        EXPECT_TRUE(limiter.take(key, start).allowed);
        EXPECT_FALSE(limiter.take(key, start).allowed);
    }
    EXPECT_EQ(limiter.size(), 2U);
}

TEST(RateLimiter, Peek_SeesWhatTakeDid)
{
    rate_limiter limiter(two_a_minute);
    EXPECT_EQ(limiter.peek("a", start).remaining, 1U);
    limiter.take("a", start);
    EXPECT_EQ(limiter.peek("a", start).remaining, 0U);
    limiter.take("a", start);
    EXPECT_FALSE(limiter.peek("a", start).allowed);
    EXPECT_TRUE(limiter.peek("b", start).allowed);
    EXPECT_EQ(limiter.size(), 1U);
}

TEST(RateLimiter, RestedKeys_AreForgotten)
{
    rate_limiter limiter(two_a_minute);
    limiter.take("early", start);
    limiter.take("late", start + 20s);
    limiter.forget_rested(start + 29s);
    EXPECT_EQ(limiter.size(), 2U);
    limiter.forget_rested(start + 30s);
    EXPECT_EQ(limiter.size(), 1U);
    limiter.forget_rested(start + 50s);
    EXPECT_EQ(limiter.size(), 0U);
}

TEST(RateLimiter, Full_GivesAllStrangersOneAllowance)
{
    rate_limiter limiter(two_a_minute, 3);
    for (const char* key : {"a", "b", "c"})
        limiter.take(key, start);
    EXPECT_TRUE(limiter.take("d", start).allowed);
    EXPECT_TRUE(limiter.take("e", start).allowed);
    EXPECT_FALSE(limiter.take("f", start).allowed);
    EXPECT_FALSE(limiter.peek("g", start).allowed);
    EXPECT_TRUE(limiter.take("a", start).allowed) << "who is known keeps what is theirs";
    EXPECT_EQ(limiter.size(), 3U);
}

TEST(RateLimiter, FullOfRestedKeys_MakesRoom)
{
    rate_limiter limiter(two_a_minute, 3);
    for (const char* key : {"a", "b", "c"})
        limiter.take(key, start);
    EXPECT_TRUE(limiter.take("d", start + 30s).allowed);
    EXPECT_EQ(limiter.size(), 1U);
}

TEST(RateLimiter, DefaultCap_HoldsUnderAFloodOfKeys)
{
    rate_limiter limiter(two_a_minute);
    int allowed = 0;
    for (int i = 0; i < 250'000; ++i)
        allowed += limiter.take("2001:db8:" + std::to_string(i), start).allowed ? 1 : 0;
    EXPECT_EQ(limiter.size(), 200'000U);
    EXPECT_EQ(allowed, 200'002);
}

} // namespace
