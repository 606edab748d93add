#include "net/alarm.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

using namespace std::chrono_literals;

namespace
{

struct alarm_fixture
{
    /// Whether nothing is pending, so that the loop ends.
    bool loop_ends()
    {
        io.restart();
        io.poll();
        return io.stopped();
    }

    boost::asio::io_context io{1};
    int rung = 0;
    ws::net::alarm bell{io.get_executor(), [this] { ++rung; }};
    const ws::net::alarm::time_point past = ws::net::alarm::time_point::clock::now();
    const ws::net::alarm::time_point far_off = past + 1h;
};

} // namespace

TEST(Alarm, TimeThatHasCome_RingsOnce)
{
    alarm_fixture f;
    f.bell.set(f.far_off);
    f.bell.set(f.past);
    f.io.run();
    EXPECT_EQ(f.rung, 1);
}

TEST(Alarm, Unset_DoesNotRing)
{
    alarm_fixture f;
    f.bell.set(f.past);
    f.bell.unset();
    f.io.run();
    EXPECT_EQ(f.rung, 0);
}

TEST(Alarm, Unset_KeepsTheLoopUntilItIsSettled)
{
    alarm_fixture f;
    f.bell.set(f.far_off);
    f.bell.unset();
    EXPECT_FALSE(f.loop_ends());
    f.bell.settle();
    EXPECT_TRUE(f.loop_ends());
    EXPECT_EQ(f.rung, 0);
}

TEST(Alarm, SettledWhileItIsToRing_StillRings)
{
    alarm_fixture f;
    f.bell.set(f.past);
    f.bell.settle();
    f.io.run();
    EXPECT_EQ(f.rung, 1);
}

TEST(Alarm, SetAgainAfterUnset_Rings)
{
    alarm_fixture f;
    f.bell.set(f.far_off);
    f.bell.unset();
    f.bell.set(f.past);
    f.io.run();
    EXPECT_EQ(f.rung, 1);
}

TEST(Alarm, Destroyed_NeitherRingsNorKeepsTheLoop)
{
    boost::asio::io_context io(1);
    int rung = 0;
    {
        ws::net::alarm bell(io.get_executor(), [&] { ++rung; });
        bell.set(ws::net::alarm::time_point::clock::now());
    }
    io.run();
    EXPECT_EQ(rung, 0);
}
