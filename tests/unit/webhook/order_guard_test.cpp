#include <ws/webhook/order_guard.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

namespace
{

using namespace ws::webhook;
using namespace std::chrono_literals;

const ws::steady_time start{1000h};

/// Of a record that was changed then, in an event that was made `later`.
event_order at(std::int64_t record, std::int64_t later = 0) { return {record, record + later}; }

TEST(OrderGuard, OlderThanRecorded_IsNotAdmitted)
{
    order_guard guard;
    guard.record("user:a", at(20), false, start);
    EXPECT_FALSE(guard.admits("user:a", at(19), false, start));
    EXPECT_TRUE(guard.admits("user:a", at(20), false, start));
    EXPECT_TRUE(guard.admits("user:a", at(21), false, start));
    EXPECT_TRUE(guard.admits("user:b", at(1), false, start));
}

TEST(OrderGuard, RecordedOlderOnes_DoNotLowerTheMark)
{
    order_guard guard;
    guard.record("user:a", at(20), false, start);
    guard.record("user:a", at(10), false, start);
    guard.record("user:a", {}, false, start);
    EXPECT_FALSE(guard.admits("user:a", at(19), false, start));
}

TEST(OrderGuard, EventsOfOneRecord_GoByWhenTheyWereMade)
{
    order_guard guard;
    guard.record("user:a", at(20, 5), false, start);
    EXPECT_FALSE(guard.admits("user:a", at(20, 4), false, start));
    EXPECT_TRUE(guard.admits("user:a", at(20, 5), false, start));
    EXPECT_TRUE(guard.admits("user:a", at(20, 6), false, start));
    EXPECT_TRUE(guard.admits("user:a", {20, std::nullopt}, false, start));
    EXPECT_TRUE(guard.admits("user:a", at(21, -9), false, start)) << "a later record";
    guard.record("user:a", {20, std::nullopt}, false, start);
    EXPECT_FALSE(guard.admits("user:a", at(20, 4), false, start));
    guard.record("user:a", at(20, 7), false, start);
    EXPECT_FALSE(guard.admits("user:a", at(20, 6), false, start));
}

TEST(OrderGuard, FinalEvent_IsAdmittedWhateverItsOrder)
{
    order_guard guard;
    guard.record("user:a", at(20), false, start);
    EXPECT_TRUE(guard.admits("user:a", at(1), true, start));
    guard.record("user:a", at(1), true, start);
    EXPECT_TRUE(guard.admits("user:a", at(1), true, start)) << "said twice, it is true twice";
    EXPECT_FALSE(guard.admits("user:a", at(30), false, start));
}

TEST(OrderGuard, AfterAFinalEvent_NothingElseIsAdmitted)
{
    order_guard guard;
    guard.record("user:a", at(20), true, start);
    guard.record("user:a", at(21), false, start);
    EXPECT_FALSE(guard.admits("user:a", at(99), false, start));
    EXPECT_FALSE(guard.admits("user:a", {}, false, start));
}

TEST(OrderGuard, EventsWithoutTimeOrEntity_AreAdmitted)
{
    order_guard guard;
    guard.record("user:a", at(20), false, start);
    guard.record("", at(20), true, start);
    EXPECT_TRUE(guard.admits("user:a", {}, false, start));
    EXPECT_TRUE(guard.admits("", at(1), false, start));
    EXPECT_EQ(guard.size(), 1U);
}

TEST(OrderGuard, After72Hours_EntitiesAreForgotten)
{
    order_guard guard;
    guard.record("user:a", at(20), true, start);
    EXPECT_FALSE(guard.admits("user:a", at(1), false, start + 72h - 1ns));
    EXPECT_TRUE(guard.admits("user:a", at(1), false, start + 72h));
    guard.record("user:b", at(1), false, start + 72h);
    EXPECT_EQ(guard.size(), 1U);
}

TEST(OrderGuard, WhenFull_TheOneHeardOfLongestAgoGoes)
{
    order_guard guard(2);
    guard.record("user:a", at(20), false, start);
    guard.record("user:b", at(20), false, start);
    guard.record("user:a", at(20), false, start);
    guard.record("user:c", at(20), false, start);
    EXPECT_EQ(guard.size(), 2U);
    EXPECT_FALSE(guard.admits("user:a", at(1), false, start));
    EXPECT_TRUE(guard.admits("user:b", at(1), false, start));
    EXPECT_FALSE(guard.admits("user:c", at(1), false, start));
}

} // namespace
