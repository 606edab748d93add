#include "turso/embedded_session.hpp"

#include <boost/asio/this_coro.hpp>

#include <utility>

namespace ws::turso
{

embedded_session::embedded_session(
    std::shared_ptr<worker_lane> lane, bool only_reads, std::size_t max_response_bytes)
    : lane_(std::move(lane)), only_reads_(only_reads), max_response_bytes_(max_response_bytes)
{
}

embedded_session::~embedded_session() { give_up(); }

void embedded_session::give_up()
{
    if (!lease_)
        return;
    // Before the next one's first job; a worker that has ended has closed its connection.
    (void)lease_->worker().post([](connection_keeper& keeper) { keeper.tidy(); });
    lease_.reset();
}

task<result<answer>> embedded_session::run(const work& w, bool last)
{
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    if (ended_)
    {
        error lost;
        lost.code = errc::stream_lost;
        lost.message = "the session has ended before";
        co_return lost;
    }
    stop_flag stop;
    const worker_lane::call here(lane_, stop);
    if (!lease_)
    {
        auto leased = co_await lane_->acquire(w.deadline, here);
        if (!leased)
        {
            ended_ = true;
            co_return std::move(leased).error();
        }
        lease_.emplace(std::move(*leased));
    }
    const call_rules how{max_response_bytes_, only_reads_, last};
    auto told = co_await carry_out_at(*lease_, w, here, how, lane_->strand());
    ended_ = last || !told;
    if (!told)
        give_up();
    else if (last)
        lease_.reset(); // the worker has tidied up itself
    co_return told;
}

} // namespace ws::turso
