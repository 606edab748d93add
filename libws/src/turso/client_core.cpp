#include "turso/client_core.hpp"

#include "turso/call_launch.hpp"
#include "turso/sql_scan.hpp"
#include "turso/transaction_core.hpp"

#include <boost/asio/detached.hpp>

#include <utility>

namespace ws::turso
{
namespace
{

work work_of(program what, steady_time deadline)
{
    bool reads = true;
    bool may_repeat = true;
    for (const auto& step : what.steps())
    {
        const bool step_reads = scan_sql(step.what.sql).reads_only;
        reads = reads && step_reads;
        may_repeat = may_repeat && (step_reads || step.what.idempotent);
    }
    work w{std::move(what), deadline};
    w.reads_only = reads;
    w.may_repeat = may_repeat;
    return w;
}

} // namespace

error client_error(errc code, outcome what_happened, std::string message)
{
    error e;
    e.code = code;
    e.what_happened = what_happened;
    e.message = std::move(message);
    return e;
}

client_core::client_core(const boost::asio::any_io_executor& executor, options how, const make_backend& make)
    : strand_(boost::asio::make_strand(executor)), options_(std::move(how)), backend_(make(strand_)),
      admission_(options_.max_streams, options_.max_transactions, options_.max_queue),
      budget_(options_.repeats.budget), idle_(strand_, steady_time::max())
{
}

call_log client_core::new_call(call_kind kind, const call_options& how) const
{
    const auto now = std::chrono::steady_clock::now();
    return {kind, now, now + how.deadline.value_or(options_.deadline)};
}

task<result<rows>> client_core::execute(statement what, call_options how)
{
    co_await heed_cancellation();
    call_log log = new_call(call_kind::execute, how);
    program single;
    single.add(std::move(what));
    auto got = co_await carry_out(work_of(std::move(single), log.deadline), log);
    if (!got)
        co_return ended<rows>(log, std::move(got).error());
    auto& step = std::get<program_result>(got->what)[0];
    if (auto* why = std::get_if<error>(&step))
        co_return ended<rows>(log, std::move(*why));
    auto& found = std::get<rows>(step);
    log.add(found);
    co_return ended<rows>(log, std::move(found));
}

task<result<program_result>> client_core::run(program what, call_options how)
{
    co_await heed_cancellation();
    call_log log = new_call(call_kind::program, how);
    auto got = co_await carry_out(work_of(std::move(what), log.deadline), log);
    if (!got)
        co_return ended<program_result>(log, std::move(got).error());
    auto& steps = std::get<program_result>(got->what);
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (const auto* found = std::get_if<rows>(&steps[i]))
            log.add(*found);
    co_return ended<program_result>(log, std::move(steps));
}

task<result<>> client_core::run_script(std::string text, call_options how)
{
    co_await heed_cancellation();
    call_log log = new_call(call_kind::script, how);
    work w{script{std::move(text)}, log.deadline};
    auto got = co_await carry_out(std::move(w), log);
    if (!got)
        co_return ended<void>(log, std::move(got).error());
    co_return ended<void>(log, {});
}

task<result<statement_description>> client_core::describe(std::string text, call_options how)
{
    co_await heed_cancellation();
    call_log log = new_call(call_kind::describe, how);
    work w{description_request{std::move(text)}, log.deadline};
    w.reads_only = w.may_repeat = true;
    auto got = co_await carry_out(std::move(w), log);
    if (!got)
        co_return ended<statement_description>(log, std::move(got).error());
    co_return ended<statement_description>(log, std::move(std::get<statement_description>(got->what)));
}

task<result<std::shared_ptr<transaction_core>>>
client_core::open_transaction(tx_options mode, call_options how)
{
    co_await heed_cancellation();
    using opened = std::shared_ptr<transaction_core>;
    call_log log = new_call(call_kind::transaction_step, how);
    auto entered = co_await enter(admission::stay::lengthy, log);
    if (!entered)
        co_return ended<opened>(log, std::move(entered).error());
    counters_.open_transactions.fetch_add(1, std::memory_order_relaxed);
    co_return std::make_shared<transaction_core>(
        shared_from_this(), backend_->open_session(mode.mode != tx_mode::read), mode);
}

task<result<transaction>> client_core::begin(tx_options mode, call_options how)
{
    auto opened = co_await open_transaction(mode, how);
    if (!opened)
        co_return std::move(opened).error();
    co_return transaction(std::move(*opened));
}

void client_core::transaction_ended(bool abandoned)
{
    counters_.open_transactions.fetch_sub(1, std::memory_order_relaxed);
    if (abandoned)
    {
        counters_.abandoned_transactions.fetch_add(1, std::memory_order_relaxed);
        if (options_.metrics)
            options_.metrics->on_abandoned_transaction();
    }
    leave(admission::stay::lengthy);
}

task<result<>> client_core::shutdown(std::chrono::milliseconds grace)
{
    co_await heed_cancellation();
    closing_ = true;
    if (admission_.inside() + admission_.waiting() > 0)
    {
        idle_.expires_after(grace);
        co_await idle_.async_wait(use_tuple);
    }
    co_await close();
    co_return result<>();
}

task<void> client_core::close()
{
    closing_ = true;
    if (std::exchange(closed_, true))
        co_return;
    admission_.let_all_in();
    co_await backend_->stop();
}

void client_core::abandon()
{
    auto end = [](std::shared_ptr<client_core> self) -> task<void> { co_await self->close(); };
    boost::asio::co_spawn(strand_, end(shared_from_this()), boost::asio::detached);
}

client_stats client_core::stats() const
{
    client_stats s;
    s.under_way = counters_.under_way.load(std::memory_order_relaxed);
    s.open_transactions = counters_.open_transactions.load(std::memory_order_relaxed);
    s.queued = counters_.queued.load(std::memory_order_relaxed);
    s.calls = counters_.calls.load(std::memory_order_relaxed);
    s.failures = counters_.failures.load(std::memory_order_relaxed);
    s.repeats = counters_.repeats.load(std::memory_order_relaxed);
    s.outcomes_unknown = counters_.outcomes_unknown.load(std::memory_order_relaxed);
    s.abandoned_transactions = counters_.abandoned_transactions.load(std::memory_order_relaxed);
    return s;
}

} // namespace ws::turso
