#include <ws/webhook/order_guard.hpp>

#include <gtest/gtest.h>

namespace
{

using namespace ws::webhook;
using namespace std::chrono_literals;

const ws::steady_time start{1000h};

TEST(OrderGuard, OlderThanRecorded_IsNotAdmitted)
{
    order_guard guard;
    guard.record("user:a", 20, false, start);
    EXPECT_FALSE(guard.admits("user:a", 19, start));
    EXPECT_TRUE(guard.admits("user:a", 20, start));
    EXPECT_TRUE(guard.admits("user:a", 21, start));
    EXPECT_TRUE(guard.admits("user:b", 1, start));
}

TEST(OrderGuard, RecordedOlderOnes_DoNotLowerTheMark)
{
    order_guard guard;
    guard.record("user:a", 20, false, start);
    guard.record("user:a", 10, false, start);
    guard.record("user:a", std::nullopt, false, start);
    EXPECT_FALSE(guard.admits("user:a", 19, start));
}

TEST(OrderGuard, AfterAFinalEvent_NothingIsAdmitted)
{
    order_guard guard;
    guard.record("user:a", 20, true, start);
    guard.record("user:a", 21, false, start);
    EXPECT_FALSE(guard.admits("user:a", 99, start));
    EXPECT_FALSE(guard.admits("user:a", std::nullopt, start));
}

TEST(OrderGuard, EventsWithoutTimeOrEntity_AreAdmitted)
{
    order_guard guard;
    guard.record("user:a", 20, false, start);
    guard.record("", 20, true, start);
    EXPECT_TRUE(guard.admits("user:a", std::nullopt, start));
    EXPECT_TRUE(guard.admits("", 1, start));
    EXPECT_EQ(guard.size(), 1U);
}

TEST(OrderGuard, After72Hours_EntitiesAreForgotten)
{
    order_guard guard;
    guard.record("user:a", 20, true, start);
    EXPECT_FALSE(guard.admits("user:a", 1, start + 72h - 1ns));
    EXPECT_TRUE(guard.admits("user:a", 1, start + 72h));
    guard.record("user:b", 1, false, start + 72h);
    EXPECT_EQ(guard.size(), 1U);
}

TEST(OrderGuard, WhenFull_TheOneHeardOfLongestAgoGoes)
{
    order_guard guard(2);
    guard.record("user:a", 20, false, start);
    guard.record("user:b", 20, false, start);
    guard.record("user:a", 20, false, start);
    guard.record("user:c", 20, false, start);
    EXPECT_EQ(guard.size(), 2U);
    EXPECT_FALSE(guard.admits("user:a", 1, start));
    EXPECT_TRUE(guard.admits("user:b", 1, start));
    EXPECT_FALSE(guard.admits("user:c", 1, start));
}

} // namespace
