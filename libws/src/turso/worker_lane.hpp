#pragma once

#include "turso/backend.hpp"
#include "turso/sqlite_worker.hpp"
#include "turso/stop_flag.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>
#include <memory>
#include <utility>
#include <vector>

namespace ws::turso
{

class worker_lane;

/// One worker for one caller alone, until this is destroyed (on the strand).
class worker_lease
{
public:
    worker_lease(std::shared_ptr<worker_lane> from, sqlite_worker& leased) noexcept
        : from_(std::move(from)), leased_(&leased)
    {
    }
    worker_lease(worker_lease&& other) noexcept = default;
    worker_lease& operator=(worker_lease&& other) = delete;
    ~worker_lease();

    [[nodiscard]] sqlite_worker& worker() const noexcept { return *leased_; }

private:
    std::shared_ptr<worker_lane> from_; ///< null: moved from
    sqlite_worker* leased_;
};

/// Workers that are all the same to their callers, who get them first come first
/// served. Everything runs on the strand.
class worker_lane : public std::enable_shared_from_this<worker_lane>
{
public:
    worker_lane(
        const boost::asio::any_io_executor& strand, const connection_settings& settings,
        std::size_t worker_count);

    /// A call that is somewhere in this lane: close() raises its flag, finish() waits
    /// for its end.
    class call
    {
    public:
        call(std::shared_ptr<worker_lane> in, stop_flag& stop);
        call(const call&) = delete;
        call& operator=(const call&) = delete;
        ~call();

        [[nodiscard]] stop_flag& stop() const noexcept { return **place_; }

    private:
        std::shared_ptr<worker_lane> in_;
        std::list<stop_flag*>::iterator place_;
    };

    /// Waits for a free worker. Errors: errc::timed_out, cancelled, shut_down; not executed.
    task<result<worker_lease>> acquire(steady_time deadline, const call& by);

    /// Nobody gets a worker any more; calls under way end soon.
    void close();
    /// Behind close(): returns when all calls have ended and all threads have.
    task<void> finish();
    /// The same at once, blocking.
    void finish_now();

    [[nodiscard]] const boost::asio::any_io_executor& strand() const noexcept { return strand_; }

private:
    friend class worker_lease;

    struct waiter
    {
        boost::asio::steady_timer bell;
        sqlite_worker* given = nullptr;
    };

    /// In the queue, until a worker is given or this is destroyed.
    class queue_place;

    void give_back(sqlite_worker& w);

    boost::asio::any_io_executor strand_;
    std::vector<std::unique_ptr<sqlite_worker>> workers_;
    std::vector<sqlite_worker*> free_;
    std::list<waiter*> waiting_;
    std::list<stop_flag*> under_way_;
    boost::asio::steady_timer idle_; ///< never expires; cancelled when the last call ended
    bool closed_ = false;
};

} // namespace ws::turso
