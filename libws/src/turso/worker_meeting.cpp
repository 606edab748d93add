#include "turso/worker_meeting.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ws::turso
{
namespace asio = boost::asio;

void worker_meeting::shared_part::arrive(const std::shared_ptr<shared_part>& self)
{
    const std::scoped_lock lock(mutex);
    arrived = true;
    // Under the lock: the frame, and with it the loop, cannot go away meanwhile.
    if (bell)
    {
        auto ring = [self]
        {
            const std::scoped_lock still(self->mutex);
            if (self->bell)
                self->bell->cancel();
        };
        asio::post(bell->get_executor(), std::move(ring));
    }
    came.notify_all();
}

worker_meeting::worker_meeting(const asio::any_io_executor& strand, stop_flag& stop)
    : bell_(strand), stop_(stop), shared_(std::make_shared<shared_part>())
{
}

worker_meeting::~worker_meeting()
{
    std::unique_lock lock(shared_->mutex);
    const bool was_posted = shared_->bell != nullptr;
    shared_->bell = nullptr;
    if (!was_posted || shared_->arrived)
        return;
    stop_.raise(errc::cancelled);
    shared_->came.wait(lock, [this] { return shared_->arrived; });
}

std::function<void()> worker_meeting::arrival()
{
    shared_->bell = &bell_;
    return [shared = shared_] { shared->arrive(shared); };
}

bool worker_meeting::arrived() const
{
    const std::scoped_lock lock(shared_->mutex);
    return shared_->arrived;
}

task<void> worker_meeting::wait(steady_time deadline)
{
    bell_.expires_at(deadline);
    while (!arrived())
    {
        auto [ec] = co_await bell_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (arrived())
            break;
        // Only a cancellation ends the wait early without an arrival. Either is told
        // once; then there is nothing to do but to wait for the worker.
        stop_.raise(ec ? errc::cancelled : errc::timed_out);
        if (!ec)
            bell_.expires_at(steady_time::max());
    }
}

} // namespace ws::turso
