#include <ws/net/wheel_driver.hpp>

#include <gtest/gtest.h>

namespace ws::net
{
namespace
{

TEST(WheelDriver, RunningLoop_FiresTimersUntilStopped)
{
    asio::io_context io;
    timer_wheel wheel{std::chrono::steady_clock::now()};
    wheel_driver driver(io.get_executor(), wheel);
    int fired = 0;
    timer_wheel::timer* again = nullptr;
    timer_wheel::timer repeating(
        wheel,
        [&]
        {
            EXPECT_GE(std::chrono::steady_clock::now(), again->due());
            if (++fired == 3)
                driver.stop();
            else
                again->schedule_after(std::chrono::milliseconds(60));
        });
    again = &repeating;
    repeating.schedule_after(std::chrono::milliseconds(60));
    driver.start();
    io.run(); // returns, for the driver has been stopped
    EXPECT_EQ(fired, 3);
    EXPECT_GE(driver.lateness().total(), 3u);
    EXPECT_GE(driver.lateness().sum(), 0.0);
}

TEST(WheelDriver, StartedAgain_GoesOn)
{
    asio::io_context io;
    timer_wheel wheel{std::chrono::steady_clock::now()};
    wheel_driver driver(io.get_executor(), wheel);
    timer_wheel::timer once(wheel, [&] { driver.stop(); });
    driver.start();
    driver.stop();
    io.run();
    io.restart();
    once.schedule_after(std::chrono::milliseconds(10));
    driver.start();
    io.run();
    EXPECT_FALSE(once.scheduled());
}

} // namespace
} // namespace ws::net
