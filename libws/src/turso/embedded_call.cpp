#include "turso/embedded_call.hpp"

#include "turso/sqlite_request.hpp"
#include "turso/worker_meeting.hpp"

#include <boost/asio/this_coro.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace ws::turso
{
namespace
{

/// On the worker's thread.
result<answer>
carry_out_with(connection_keeper& keeper, const work& w, const stop_flag& stop, const call_rules& how)
{
    if (const auto why = stop.raised())
        return stop_error(*why, outcome::not_executed);
    auto db = keeper.get(stop);
    if (!db)
        return std::move(db).error();
    if (how.only_reads)
        (*db)->set_only_reads(true);
    return carry_out(**db, w, stop, how.max_response_bytes);
}

} // namespace

task<result<answer>> carry_out_at(
    const worker_lease& at, const work& w, const worker_lane::call& by, const call_rules& how,
    const boost::asio::any_io_executor& strand)
{
    const auto cancellation = co_await boost::asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != boost::asio::cancellation_type::none)
        co_return stop_error(errc::cancelled, outcome::not_executed);
    std::optional<result<answer>> told;
    std::exception_ptr thrown;
    worker_meeting meeting(strand, by.stop()); // the last one a job uses: it goes first, and waits
    const auto arrived = meeting.arrival();
    auto job = [&told, &thrown, &w, &how, &stop = by.stop(), arrived](connection_keeper& keeper)
    {
        try
        {
            told = carry_out_with(keeper, w, stop, how);
        }
        catch (...)
        {
            thrown = std::current_exception();
        }
        if (how.ends_here)
            keeper.tidy();
        arrived();
    };
    if (!at.worker().post(std::move(job)))
    {
        arrived();
        co_return stop_error(errc::shut_down, outcome::not_executed);
    }
    co_await meeting.wait(w.deadline);
    if (thrown)
        std::rethrow_exception(thrown);
    co_return std::move(*told);
}

} // namespace ws::turso
