#pragma once

#include <ws/net/executor.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <chrono>
#include <list>

namespace ws::net
{

/// Coroutines that somebody started and somebody must wait for.
///
/// Belongs to one executor's thread. An exception that leaves a task is logged
/// ("task_failed") and ends that task only. Destroy it only when empty.
class task_group
{
public:
    explicit task_group(executor ex);

    /// Starts `task`; what it refers to must live until it has ended.
    void spawn(boost::asio::awaitable<void, executor> task);

    /// Emits terminal cancellation to every running task.
    void cancel();

    /// Returns when no task is running (at once if none is).
    boost::asio::awaitable<void, executor> join();

    [[nodiscard]] std::size_t size() const noexcept { return running_.size(); }
    [[nodiscard]] bool empty() const noexcept { return running_.empty(); }

private:
    using steady_timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, executor>;

    executor ex_;
    std::list<boost::asio::cancellation_signal> running_;
    steady_timer idle_;
};

} // namespace ws::net
