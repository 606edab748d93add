#include "turso/worker_lane.hpp"

#include "turso/worker_meeting.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace ws::turso
{
namespace asio = boost::asio;

namespace
{

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

error not_run(errc why) { return stop_error(why, outcome::not_executed); }

} // namespace

worker_lease::~worker_lease()
{
    if (from_)
        from_->give_back(*leased_);
}

worker_lane::call::call(std::shared_ptr<worker_lane> in, stop_flag& stop)
    : in_(std::move(in)), place_(in_->under_way_.insert(in_->under_way_.end(), &stop))
{
    if (in_->closed_)
        stop.raise(errc::shut_down);
}

worker_lane::call::~call()
{
    in_->under_way_.erase(place_);
    if (in_->under_way_.empty())
        in_->idle_.cancel();
}

class worker_lane::queue_place
{
public:
    queue_place(worker_lane& lane, waiter& me) : lane_(lane), me_(me) { lane_.waiting_.push_back(&me_); }
    queue_place(const queue_place&) = delete;
    queue_place& operator=(const queue_place&) = delete;
    ~queue_place()
    {
        if (me_.given)
            lane_.give_back(*me_.given);
        else
            lane_.waiting_.remove(&me_);
    }

    sqlite_worker* take() noexcept { return std::exchange(me_.given, nullptr); }

private:
    worker_lane& lane_;
    waiter& me_;
};

worker_lane::worker_lane(
    const asio::any_io_executor& strand, const connection_settings& settings, std::size_t worker_count)
    : strand_(strand), idle_(strand, steady_time::max())
{
    for (std::size_t i = 0; i < worker_count; ++i)
    {
        workers_.push_back(std::make_unique<sqlite_worker>(settings));
        free_.push_back(workers_.back().get());
    }
}

task<result<worker_lease>> worker_lane::acquire(steady_time deadline, const call& by)
{
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (const auto why = by.stop().raised())
        co_return not_run(*why);
    if (cancellation.cancelled() != asio::cancellation_type::none)
        co_return not_run(errc::cancelled);
    if (deadline <= std::chrono::steady_clock::now())
        co_return not_run(errc::timed_out);
    if (!free_.empty())
    {
        auto& w = *free_.back();
        free_.pop_back();
        co_return worker_lease(shared_from_this(), w);
    }
    waiter me{asio::steady_timer(strand_, deadline)};
    queue_place place(*this, me);
    auto [ec] = co_await me.bell.async_wait(use_tuple);
    if (const auto why = by.stop().raised())
        co_return not_run(*why);
    auto* const given = place.take();
    if (!given)
        co_return not_run(ec ? errc::cancelled : errc::timed_out);
    co_return worker_lease(shared_from_this(), *given);
}

void worker_lane::give_back(sqlite_worker& w)
{
    if (waiting_.empty())
    {
        free_.push_back(&w);
        return;
    }
    waiter& next = *waiting_.front();
    waiting_.pop_front();
    next.given = &w;
    next.bell.cancel();
}

void worker_lane::close()
{
    closed_ = true;
    for (auto* stop : under_way_)
        stop->raise(errc::shut_down);
    for (auto* waiting : waiting_)
        waiting->bell.cancel();
}

task<void> worker_lane::finish()
{
    while (!under_way_.empty())
        co_await idle_.async_wait(use_tuple);
    for (auto& w : workers_)
    {
        stop_flag unused;
        worker_meeting end(strand_, unused);
        w->finish(end.arrival());
        co_await end.wait(steady_time::max());
        w->join(); // its thread has nothing left to do
    }
}

void worker_lane::finish_now()
{
    close();
    for (auto& w : workers_)
    {
        w->finish([] {});
        w->join();
    }
}

} // namespace ws::turso
