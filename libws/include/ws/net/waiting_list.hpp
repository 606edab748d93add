#pragma once

#include <ws/net/awaitable.hpp>
#include <ws/net/executor.hpp>
#include <ws/net/timer_wheel.hpp>

#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>
#include <list>

namespace ws::net
{

/// Coroutines that wait until somebody wakes them, each at most for a while.
///
/// Belongs to the executor's thread. Destroy it only when nobody waits.
class waiting_list
{
public:
    waiting_list(executor ex, timer_wheel& wheel) : ex_(ex), wheel_(wheel) {}

    /// Returns at the next wake_all(), after `limit`, or when it is cancelled, whichever
    /// comes first; what has happened meanwhile is for the caller to see.
    task<void> wait(std::chrono::milliseconds limit);

    /// Everybody who waits now. They go on in the loop's next turn.
    void wake_all();

    [[nodiscard]] bool empty() const noexcept { return sleepers_.empty(); }

private:
    using steady_timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, executor>;

    executor ex_;
    timer_wheel& wheel_;
    std::list<steady_timer> sleepers_; ///< never due: waking is cancelling
};

} // namespace ws::net
