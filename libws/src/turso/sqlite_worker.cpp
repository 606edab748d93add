#include "turso/sqlite_worker.hpp"

#include <utility>

namespace ws::turso
{

sqlite_worker::~sqlite_worker()
{
    finish([] {});
    join();
}

bool sqlite_worker::post(job what)
{
    const std::scoped_lock lock(mutex_);
    if (finishing_)
        return false;
    jobs_.push_back(std::move(what));
    if (!thread_.joinable())
        thread_ = std::thread([this] { serve(); });
    came_.notify_one();
    return true;
}

void sqlite_worker::finish(std::function<void()> ended)
{
    const std::scoped_lock lock(mutex_);
    if (finishing_)
        return;
    finishing_ = true;
    if (!thread_.joinable())
        return ended();
    on_ended_ = std::move(ended);
    came_.notify_one();
}

void sqlite_worker::join()
{
    if (thread_.joinable())
        thread_.join();
}

void sqlite_worker::serve()
{
    {
        connection_keeper connection(std::move(settings_));
        for (;;)
        {
            std::unique_lock lock(mutex_);
            came_.wait(lock, [this] { return finishing_ || !jobs_.empty(); });
            if (jobs_.empty())
                break;
            const job next = std::move(jobs_.front());
            jobs_.pop_front();
            lock.unlock();
            next(connection);
        }
    } // closing a file may take long: its WAL is moved into it
    on_ended_();
}

} // namespace ws::turso
