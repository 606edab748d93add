#pragma once

#include "turso/connection_keeper.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace ws::turso
{

/// A thread that works with one connection, job after job. The thread starts with the
/// first job. Jobs must not throw; how many wait is the caller's to bound.
class sqlite_worker
{
public:
    using job = std::function<void(connection_keeper&)>;

    explicit sqlite_worker(connection_settings settings) : settings_(std::move(settings)) {}
    sqlite_worker(const sqlite_worker&) = delete;
    sqlite_worker& operator=(const sqlite_worker&) = delete;
    /// Waits for the jobs; stop them before.
    ~sqlite_worker();

    /// Carried out behind the earlier ones; false, and forgotten, behind finish().
    bool post(job what);

    /// Behind the last job: closes the connection, calls `ended` (on the worker's thread,
    /// or at once where there is none) and ends the thread. Only the first call counts.
    void finish(std::function<void()> ended);
    /// Behind finish(): waits for the thread's end, blocking.
    void join();

private:
    void serve();

    connection_settings settings_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::deque<job> jobs_;
    bool finishing_ = false;
    std::function<void()> on_ended_;
    std::thread thread_;
};

} // namespace ws::turso
