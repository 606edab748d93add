#pragma once

#include <ws/base/histogram.hpp>
#include <ws/net/executor.hpp>
#include <ws/net/timer_wheel.hpp>

#include <boost/asio/basic_waitable_timer.hpp>

namespace ws::net
{

/// Advances a wheel with the steady clock, once a tick, until stop(). Sees by that
/// how long the event loop keeps others waiting.
/// Belongs to the executor's thread; both must outlive it.
class wheel_driver
{
public:
    wheel_driver(executor ex, timer_wheel& wheel);

    void start();
    /// No more ticks; lets the io_context run out of work.
    void stop();

    /// By how many seconds ticks came late.
    [[nodiscard]] const histogram& lateness() const noexcept { return lateness_; }

private:
    using steady_timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, executor>;

    void tick();

    timer_wheel& wheel_;
    steady_timer timer_;
    histogram lateness_;
    bool stopped_ = false;
};

} // namespace ws::net
