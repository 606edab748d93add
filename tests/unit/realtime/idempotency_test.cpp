#include "realtime/idempotency.hpp"

#include <gtest/gtest.h>

namespace ws::realtime
{
namespace
{

const steady_time start{std::chrono::hours(1)};
const stream_position at_7{7, "ep"};

} // namespace

TEST(Idempotency, NewKey_IsUnknownThenKnown)
{
    idempotency_table table;
    EXPECT_FALSE(table.find("c", "k", "1", start).value().has_value());
    table.remember("c", "k", "1", at_7, start);
    EXPECT_EQ(table.find("c", "k", "1", start).value(), at_7);
}

TEST(Idempotency, OtherData_IsAConflict)
{
    idempotency_table table;
    table.remember("c", "k", "1", at_7, start);
    EXPECT_EQ(table.find("c", "k", "2", start).error(), errc::conflict);
}

TEST(Idempotency, Scope_IsChannelAndKey)
{
    idempotency_table table;
    table.remember("c", "k", "1", at_7, start);
    EXPECT_FALSE(table.find("d", "k", "1", start).value().has_value());
    EXPECT_FALSE(table.find("c", "l", "1", start).value().has_value());
    EXPECT_FALSE(table.find("ck", "", "1", start).value().has_value());
}

TEST(Idempotency, Key_IsKeptFor72Hours)
{
    idempotency_table table;
    table.remember("c", "k", "1", at_7, start);
    const auto end = start + std::chrono::hours(72);
    EXPECT_TRUE(table.find("c", "k", "1", end - std::chrono::nanoseconds(1)).value().has_value());
    EXPECT_FALSE(table.find("c", "k", "2", end).value().has_value());
}

TEST(Idempotency, FullTable_RefusesNewKeysAndKnowsOldOnes)
{
    idempotency_table table(2);
    table.remember("c", "1", "x", at_7, start);
    table.remember("c", "2", "x", at_7, start + std::chrono::hours(1));
    EXPECT_EQ(table.find("c", "3", "x", start).error(), errc::unavailable);
    EXPECT_EQ(table.find("c", "1", "x", start).value(), at_7);
    EXPECT_EQ(table.find("c", "1", "y", start).error(), errc::conflict);
    // The first one's time is over: there is room again.
    EXPECT_FALSE(table.find("c", "3", "x", start + std::chrono::hours(72)).value().has_value());
}

} // namespace ws::realtime
