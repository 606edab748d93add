#include <ws/net/timer_wheel.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <random>
#include <vector>

namespace ws::net
{
namespace
{

using namespace std::chrono_literals;
using timer = timer_wheel::timer;

constexpr steady_time start{1h};
constexpr auto round = timer_wheel::tick * 1024;

struct TimerWheel : testing::Test
{
    timer_wheel wheel{start};
    int fired = 0;
    timer counting{wheel, [this] { ++fired; }};
};

TEST_F(TimerWheel, JustBeforeDue_DoesNotFire)
{
    counting.schedule_at(start + 120ms);
    wheel.advance(start + 119ms);
    EXPECT_EQ(fired, 0);
    EXPECT_TRUE(counting.scheduled());
}

TEST_F(TimerWheel, FirstAdvanceAtDue_FiresOnce)
{
    for (const auto delay : {0ms, 1ms, 49ms, 50ms, 51ms, 25'000ms, 51'200ms, 51'201ms, 120'000ms})
    {
        fired = 0;
        counting.schedule_after(delay);
        wheel.advance(wheel.now() + delay);
        EXPECT_EQ(fired, 1) << delay.count();
        EXPECT_FALSE(counting.scheduled()) << delay.count();
        wheel.advance(wheel.now() + 2 * round);
        EXPECT_EQ(fired, 1) << delay.count();
    }
}

TEST_F(TimerWheel, LaterRound_WaitsForItsOwn)
{
    counting.schedule_at(start + round + 70ms);
    for (auto now = start; now < start + round + 70ms; now += timer_wheel::tick)
        wheel.advance(now);
    EXPECT_EQ(fired, 0);
    wheel.advance(start + round + 100ms);
    EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheel, AlreadyDue_FiresAtNextAdvance)
{
    wheel.advance(start + 10s);
    counting.schedule_at(start + 1s);
    wheel.advance(start + 10s);
    EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheel, ScheduledAgain_ForgetsTheFirst)
{
    counting.schedule_at(start + 1s);
    counting.schedule_at(start + 3s);
    wheel.advance(start + 2s);
    EXPECT_EQ(fired, 0);
    wheel.advance(start + 3s);
    EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheel, CancelledOrDestroyed_DoesNotFire)
{
    counting.schedule_at(start + 1s);
    counting.cancel();
    {
        timer gone(wheel, [this] { ++fired; });
        gone.schedule_at(start + 1s);
    }
    wheel.advance(start + 2s);
    EXPECT_EQ(fired, 0);
}

TEST_F(TimerWheel, ClockGoesBack_ChangesNothing)
{
    wheel.advance(start + 5s);
    counting.schedule_at(start + 6s);
    wheel.advance(start);
    EXPECT_EQ(wheel.now(), start + 5s);
    wheel.advance(start + 6s);
    EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheel, CallbackReschedulesItself_FiresInTheNextAdvance)
{
    timer* again = nullptr;
    timer repeating(
        wheel,
        [&]
        {
            ++fired;
            again->schedule_after(0ms);
        });
    again = &repeating;
    repeating.schedule_at(start + 10ms);
    wheel.advance(start + 1s);
    EXPECT_EQ(fired, 1);
    wheel.advance(start + 1s);
    EXPECT_EQ(fired, 2);
}

TEST_F(TimerWheel, CallbackDestroysItselfAndItsNeighbours_TheyStaySilent)
{
    std::vector<std::unique_ptr<timer>> timers;
    for (int i = 0; i < 3; ++i)
        timers.push_back(std::make_unique<timer>(
            wheel,
            [&]
            {
                ++fired;
                timers.clear();
            }));
    for (const auto& t : timers)
        t->schedule_at(start + 10ms);
    wheel.advance(start + 10ms);
    EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheel, CallbackCancelsAnotherDueOne_ItStaysSilent)
{
    timer canceller(wheel, [this] { counting.cancel(); });
    canceller.schedule_at(start + 10ms);
    counting.schedule_at(start + 2s);
    wheel.advance(start + 3s);
    EXPECT_EQ(fired, 0);
}

TEST_F(TimerWheel, LongSleep_FiresInOrderOfDueTicks)
{
    std::vector<int> order;
    std::deque<timer> timers;
    const std::chrono::milliseconds delays[] = {
        2 * round, 3 * round + 50ms, round - 50ms, 100ms, round + 100ms};
    for (int i = 0; i < 5; ++i)
    {
        timers.emplace_back(wheel, [&order, i] { order.push_back(i); });
        timers.back().schedule_after(delays[i]);
    }
    wheel.advance(start + 4 * round);
    EXPECT_EQ(order, (std::vector<int>{3, 2, 4, 0, 1}));
}

/// A timer that says when it fires.
struct probe
{
    probe(timer_wheel& wheel, std::vector<probe*>& log) : t(wheel, [this, &log] { log.push_back(this); }) {}
    timer t;
};

TEST(TimerWheelProperty, RandomSchedules_FireInOrderNeverEarlyNorLate)
{
    for (unsigned seed = 1; seed <= 20; ++seed)
    {
        std::mt19937 random(seed);
        const auto below = [&random](int n)
        { return std::chrono::milliseconds(std::uniform_int_distribution<int>(0, n - 1)(random)); };
        timer_wheel wheel(start);
        std::vector<probe*> log;
        std::deque<probe> probes;
        std::size_t scheduled = 0;
        for (int step = 0; step < 400; ++step)
        {
            for (int i = 0; i < 3; ++i)
            {
                probes.emplace_back(wheel, log).t.schedule_after(below(step % 7 == 0 ? 200'000 : 3'000));
                ++scheduled;
            }
            const auto before = wheel.now();
            const auto first_new = log.size();
            wheel.advance(before + (step % 50 == 49 ? below(150'000) : below(120)));
            auto last_tick = (before - start) / timer_wheel::tick;
            for (std::size_t i = first_new; i < log.size(); ++i)
            {
                const auto due = log[i]->t.due();
                EXPECT_LE(due, wheel.now()) << "early, seed " << seed;
                EXPECT_GE(due, before) << "late, seed " << seed;
                EXPECT_GE((due - start) / timer_wheel::tick, last_tick) << "order, seed " << seed;
                last_tick = (due - start) / timer_wheel::tick;
            }
        }
        wheel.advance(wheel.now() + 200s);
        EXPECT_EQ(log.size(), scheduled) << "seed " << seed;
    }
}

} // namespace
} // namespace ws::net
