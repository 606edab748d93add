#include <ws/base/log.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/net/task_group.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>

namespace ws::net
{
namespace
{

void log_failure(const std::exception_ptr& failure)
{
    try
    {
        std::rethrow_exception(failure);
    }
    catch (const boost::system::system_error& e)
    {
        // How Asio tells a coroutine that it was cancelled; nothing failed.
        if (e.code() != asio::error::operation_aborted)
            log::error("task_failed", {{"error", e.what()}});
    }
    catch (const std::exception& e)
    {
        log::error("task_failed", {{"error", e.what()}});
    }
    catch (...)
    {
        log::error("task_failed", {{"error", "not a std::exception"}});
    }
}

} // namespace

task_group::task_group(executor ex) : ex_(ex), idle_(ex, steady_timer::time_point::max()) {}

void task_group::spawn(task<void> task)
{
    const auto self = running_.emplace(running_.end());
    auto on_end = [this, self](const std::exception_ptr& failure)
    {
        running_.erase(self);
        if (failure)
            log_failure(failure);
        if (running_.empty())
            idle_.cancel();
    };
    asio::co_spawn(ex_, std::move(task), asio::bind_cancellation_slot(self->slot(), std::move(on_end)));
}

void task_group::cancel()
{
    for (auto next = running_.begin(); next != running_.end();)
        (next++)->emit(asio::cancellation_type::terminal);
}

task<void> task_group::join()
{
    while (!running_.empty())
        co_await idle_.async_wait(asio::as_tuple(use_task));
}

} // namespace ws::net
