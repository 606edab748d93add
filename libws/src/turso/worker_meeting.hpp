#pragma once

#include "turso/backend.hpp"
#include "turso/stop_flag.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace ws::turso
{

/// Where a coroutine waits until a worker's thread has carried out its job. It lives in
/// the coroutine's frame, behind everything that the job uses.
///
/// Not a completion handler that the job keeps: when the loop is destroyed early, so is
/// the frame, and then the job must have ended first.
class worker_meeting
{
public:
    worker_meeting(const boost::asio::any_io_executor& strand, stop_flag& stop);
    worker_meeting(const worker_meeting&) = delete;
    worker_meeting& operator=(const worker_meeting&) = delete;
    /// Where wait() was not awaited to its end: raises the flag and waits, blocking.
    ~worker_meeting();

    /// What the worker calls, once, when it is done.
    [[nodiscard]] std::function<void()> arrival();

    /// Until arrival() was called, never earlier. Raises the flag at the deadline and
    /// when the coroutine is cancelled. The coroutine must not throw when cancelled.
    task<void> wait(steady_time deadline);

private:
    struct shared_part
    {
        std::mutex mutex;
        std::condition_variable came;
        bool arrived = false;
        boost::asio::steady_timer* bell = nullptr; ///< null: nobody waits any more

        void arrive(const std::shared_ptr<shared_part>& self);
    };

    [[nodiscard]] bool arrived() const;

    boost::asio::steady_timer bell_;
    stop_flag& stop_;
    std::shared_ptr<shared_part> shared_;
};

} // namespace ws::turso
