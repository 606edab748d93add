#include <ws/net/waiting_list.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <list>

namespace ws::net
{
namespace
{

using namespace std::chrono_literals;

class WaitingList : public testing::Test
{
protected:
    void start_waiting(std::chrono::milliseconds limit)
    {
        auto on_end = [this](const std::exception_ptr&) { ++ended_; };
        asio::co_spawn(
            io_.get_executor(), list_.wait(limit),
            asio::bind_cancellation_slot(signals_.emplace_back().slot(), on_end));
        settle();
    }

    /// Everything that can happen without waiting, happens.
    void settle()
    {
        io_.restart();
        io_.poll();
    }

    void advance(std::chrono::milliseconds by)
    {
        wheel_.advance(wheel_.now() + by);
        settle();
    }

    asio::io_context io_{1};
    timer_wheel wheel_{steady_time(1h)};
    waiting_list list_{io_.get_executor(), wheel_};
    std::list<asio::cancellation_signal> signals_; ///< of each wait: a slot serves one operation at a time
    int ended_ = 0;
};

TEST_F(WaitingList, WakeAll_EndsEveryWaitOfThatMoment)
{
    start_waiting(3s);
    start_waiting(5s);
    list_.wake_all();
    start_waiting(1s);
    EXPECT_EQ(ended_, 2);
    advance(1s);
    EXPECT_EQ(ended_, 3);
    EXPECT_TRUE(list_.empty());
}

TEST_F(WaitingList, Limit_EndsOneWaitAlone)
{
    start_waiting(1s);
    start_waiting(2s);
    advance(999ms);
    EXPECT_EQ(ended_, 0);
    advance(100ms);
    EXPECT_EQ(ended_, 1);
    EXPECT_FALSE(list_.empty());
    list_.wake_all();
    settle();
}

TEST_F(WaitingList, Cancellation_EndsTheWait)
{
    start_waiting(1h);
    signals_.front().emit(asio::cancellation_type::terminal);
    settle();
    EXPECT_EQ(ended_, 1);
    EXPECT_TRUE(list_.empty());
}

TEST_F(WaitingList, WakeAllWithNobody_DoesNothing)
{
    list_.wake_all();
    EXPECT_TRUE(list_.empty());
}

} // namespace
} // namespace ws::net
