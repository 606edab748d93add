#include "turso/call_launch.hpp"
#include "turso/client_core.hpp"

#include <algorithm>

/// How a call gets its turn, and how often it is tried.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

/// Errors that another attempt may not meet again.
bool may_pass(const error& e)
{
    if (e.code == errc::server_error)
        return e.http_status >= 500 || e.http_status == 408; // others blame the request
    return e.code == errc::connection_failed || e.code == errc::rate_limited || e.code == errc::truncated ||
           e.code == errc::stream_lost;
}

/// The database was locked before anything of the request ran.
bool was_kept_out(const work& w, const answer& got)
{
    const auto* steps = std::get_if<program_result>(&got.what);
    if (!steps || steps->size() == 0)
        return false;
    const error* first = steps->failure_of(0);
    const auto& request = std::get<program>(w.what).steps();
    // Alone, or the BEGIN on which all the others depend.
    return first && first->code == condition::busy && (request.size() == 1 || request[1].when.has_value());
}

} // namespace

task<result<>> client_core::enter(admission::stay length, call_log& log)
{
    if (closing_)
        co_return client_error(errc::shut_down, outcome::not_executed, "the client is shut down");
    if (admission_.try_enter(length))
    {
        note_counts();
        co_return result<>();
    }
    bool inside = false;
    boost::asio::steady_timer turn(strand_, log.deadline);
    auto place = admission_.wait(
        length,
        [&]
        {
            inside = true;
            turn.cancel();
        });
    if (!place)
        co_return client_error(errc::queue_full, outcome::not_executed, "too many calls wait already");
    note_counts();
    co_await turn.async_wait(use_tuple);
    log.queued = std::chrono::steady_clock::now() - log.started;
    const bool cancelled = co_await was_cancelled();
    if (inside && !cancelled && !closed_)
        co_return result<>();
    if (inside)
        leave(length);
    else
        admission_.give_up(*place);
    note_counts();
    if (closed_)
        co_return client_error(errc::shut_down, outcome::not_executed, "the client is shut down");
    if (cancelled)
        co_return client_error(
            errc::cancelled, outcome::not_executed, "cancelled while waiting for its turn");
    co_return client_error(
        errc::timed_out, outcome::not_executed, "the deadline passed while waiting for a free stream");
}

void client_core::leave(admission::stay length)
{
    admission_.leave(length);
    note_counts();
    if (closing_ && admission_.inside() + admission_.waiting() == 0)
        idle_.cancel();
}

void client_core::note_counts()
{
    counters_.under_way.store(admission_.inside(), std::memory_order_relaxed);
    counters_.queued.store(admission_.waiting(), std::memory_order_relaxed);
}

bool client_core::worth_repeating(const error& e, const work& w, unsigned attempts)
{
    const bool harmless = e.what_happened == outcome::not_executed || w.may_repeat;
    return harmless && may_pass(e) && attempts <= options_.repeats.max_repeats && !closed_ && budget_.take();
}

std::chrono::milliseconds client_core::pause_before_repeat(const error& e, unsigned attempts)
{
    if (e.retry_after > 0s)
        return e.retry_after;
    const auto& policy = options_.repeats;
    const auto full = std::min(policy.longest_pause, policy.first_pause * (1 << std::min(attempts - 1, 16u)));
    return std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(0, full.count())(random_));
}

task<bool> client_core::pause_for_repeat(const error& why, const call_log& log)
{
    const auto pause = pause_before_repeat(why, log.attempts);
    boost::asio::steady_timer timer(strand_, std::chrono::steady_clock::now() + pause);
    if (timer.expiry() >= log.deadline)
        co_return false;
    co_await timer.async_wait(use_tuple);
    const bool cancelled = co_await was_cancelled();
    co_return !cancelled && !closed_;
}

task<result<answer>> client_core::attempt(work w, call_log& log)
{
    bool may_have_run = false;
    for (;;)
    {
        ++log.attempts;
        budget_.count_request();
        auto got = co_await backend_->run(w);
        error why;
        bool again = false;
        if (!got)
        {
            why = got.error();
            again = worth_repeating(why, w, log.attempts);
        }
        else if (was_kept_out(w, *got))
        {
            why = *std::get<program_result>(got->what).failure_of(0);
            again = log.attempts <= options_.repeats.max_repeats && budget_.take();
        }
        if (again)
            again = co_await pause_for_repeat(why, log);
        may_have_run = may_have_run || (why.what_happened == outcome::unknown && !w.reads_only);
        if (!again && !got && may_have_run)
        {
            // What is known of the last attempt says nothing of the earlier ones.
            why.what_happened = outcome::unknown;
            co_return why;
        }
        if (!again)
            co_return got;
        counters_.repeats.fetch_add(1, std::memory_order_relaxed);
    }
}

task<result<answer>> client_core::carry_out(work w, call_log& log)
{
    if (const auto* steps = std::get_if<program>(&w.what))
        if (auto mistake = steps->problem(); !mistake.empty())
            co_return client_error(errc::bad_argument, outcome::not_executed, std::move(mistake));
    auto entered = co_await enter(admission::stay::brief, log);
    if (!entered)
        co_return std::move(entered).error();
    auto got = co_await attempt(std::move(w), log);
    leave(admission::stay::brief);
    co_return got;
}

void client_core::report(const call_log& log, const error* why)
{
    counters_.calls.fetch_add(1, std::memory_order_relaxed);
    if (why)
        counters_.failures.fetch_add(1, std::memory_order_relaxed);
    if (why && why->what_happened == outcome::unknown)
        counters_.outcomes_unknown.fetch_add(1, std::memory_order_relaxed);
    if (!options_.metrics)
        return;
    call_report r;
    r.kind = log.kind;
    if (why)
    {
        r.code = why->code;
        r.what_happened = why->what_happened;
    }
    r.attempts = log.attempts;
    r.queued = log.queued;
    r.total = std::chrono::steady_clock::now() - log.started;
    r.rows_read = log.rows_read;
    r.rows_written = log.rows_written;
    options_.metrics->on_call(r);
}

} // namespace ws::turso
