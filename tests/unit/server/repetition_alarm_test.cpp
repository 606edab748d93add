#include "server/repetition_alarm.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;

TEST(RepetitionAlarm, FifthWithinTheWindow_IsToldOfOnce)
{
    repetition_alarm alarm;
    steady_time now{};
    for (int i = 0; i < 4; ++i)
        EXPECT_FALSE(alarm.note(now += 2min));
    EXPECT_TRUE(alarm.note(now += 2min));
    for (int i = 0; i < 4; ++i)
        EXPECT_FALSE(alarm.note(now += 2min));
    EXPECT_TRUE(alarm.note(now += 2min)) << "ten minutes later it still goes on";
}

TEST(RepetitionAlarm, NowAndThen_IsNeverToldOf)
{
    repetition_alarm alarm;
    steady_time now{};
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(alarm.note(now += 151s));
}

} // namespace
} // namespace ws::server
