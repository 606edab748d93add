#include "turso/transaction_core.hpp"

#include "turso/call_launch.hpp"
#include "turso/lost_transaction.hpp"
#include "turso/sql_scan.hpp"

#include <limits>
#include <utility>

namespace ws::turso
{
transaction_core::transaction_core(
    std::shared_ptr<client_core> owner, std::unique_ptr<session> connection, tx_options how)
    : owner_(std::move(owner)), connection_(std::move(connection)), how_(how),
      turns_(1, 0, std::numeric_limits<std::size_t>::max())
{
}

task<result<rows>> transaction_core::execute(statement what, call_options how)
{
    co_await heed_cancellation();
    call_log log = owner_->new_call(call_kind::transaction_step, how);
    std::vector<statement> one;
    one.push_back(std::move(what));
    auto got = co_await run_steps(std::move(one), log);
    if (got)
        co_return owner_->ended<rows>(log, std::move(got->front()));
    error why = std::move(got).error();
    why.statement.reset(); // there is only this one
    co_return owner_->ended<rows>(log, std::move(why));
}

task<result<std::vector<rows>>> transaction_core::batch(std::vector<statement> what, call_options how)
{
    co_await heed_cancellation();
    call_log log = owner_->new_call(call_kind::transaction_step, how);
    auto got = co_await run_steps(std::move(what), log);
    co_return owner_->ended<std::vector<rows>>(log, std::move(got));
}

task<result<>> transaction_core::take_turn(const call_log& log)
{
    if (turns_.try_enter(admission::stay::brief))
        co_return result<>();
    bool inside = false;
    boost::asio::steady_timer turn(on(), log.deadline);
    auto entered = [&]
    {
        inside = true;
        turn.cancel();
    };
    const auto place = turns_.wait(admission::stay::brief, std::move(entered));
    co_await turn.async_wait(use_tuple);
    const bool cancelled = co_await was_cancelled();
    if (inside && !cancelled)
        co_return result<>();
    if (inside)
        turns_.leave(admission::stay::brief);
    else
        turns_.give_up(*place);
    if (cancelled)
        co_return client_error(errc::cancelled, outcome::not_executed, "cancelled before it was sent");
    co_return client_error(
        errc::timed_out, outcome::not_executed, "the deadline passed while an earlier call was under way");
}

result<> transaction_core::check_open()
{
    if (state() == tx_state::finished)
        return client_error(
            errc::tx_closed, outcome::not_executed, "the transaction has been committed or rolled back");
    if (state() == tx_state::lost)
        return lost_transaction();
    if (began_ && std::chrono::steady_clock::now() - *began_ > how_.max_age)
    {
        lose();
        return client_error(
            errc::tx_lost, outcome::not_executed,
            "the transaction was open longer than tx_options::max_age and has been rolled back");
    }
    return {};
}

result<> transaction_core::check_allowed(const std::vector<statement>& what) const
{
    for (std::size_t i = 0; i < what.size(); ++i)
    {
        std::string mistake = what[i].args.problem();
        if (mistake.empty() && how_.mode == tx_mode::read && !scan_sql(what[i].sql).reads_only)
            mistake = "a transaction of mode read takes only statements that read";
        if (mistake.empty())
            continue;
        auto e = client_error(errc::bad_argument, outcome::not_executed, std::move(mistake));
        e.statement = i;
        return e;
    }
    return {};
}

program transaction_core::guarded(std::vector<statement> what) const
{
    program p;
    if (state() == tx_state::fresh)
        p.add(sql(owner_->begin_text(how_.mode)));
    for (auto& s : what)
    {
        if (p.size() == 0)
            p.add(step_condition::in_transaction(), std::move(s));
        else
            p.add(
                step_condition::all({step_condition::ok(p.size() - 1), step_condition::in_transaction()}),
                std::move(s));
    }
    return p;
}

task<result<std::vector<rows>>> transaction_core::run_steps(std::vector<statement> what, call_log& log)
{
    if (auto allowed = check_allowed(what); !allowed)
        co_return std::move(allowed).error();
    auto turn = co_await take_turn(log);
    if (!turn)
        co_return std::move(turn).error();
    auto open = check_open();
    if (!open || what.empty())
    {
        leave_turn();
        if (!open)
            co_return std::move(open).error();
        co_return std::vector<rows>();
    }
    const bool begins = state() == tx_state::fresh;
    work w{guarded(std::move(what)), log.deadline};
    w.wants_autocommit = true;
    if (begins)
        began_ = std::chrono::steady_clock::now();
    ++log.attempts;
    auto given = co_await connection_->run(w, false);
    result<std::vector<rows>> told = lost_transaction();
    if (given)
        told = read_steps(std::move(*given), begins);
    else if (left_all_as_it_was(given.error()))
    {
        if (begins)
            began_.reset();
        told = std::move(given).error();
    }
    else
        told = lose_with(std::move(given).error());
    leave_turn();
    co_return told;
}

result<std::vector<rows>> transaction_core::read_steps(answer given, bool began)
{
    auto& steps = std::get<program_result>(given.what);
    const std::size_t first = began ? 1 : 0;
    if (began)
    {
        if (const auto* why = steps.failure_of(0))
        {
            began_.reset(); // BEGIN failed: as if nothing had been sent
            error e = *why;
            e.what_happened = outcome::not_executed;
            return e;
        }
        state_.store(tx_state::active, std::memory_order_relaxed);
    }
    std::vector<rows> found;
    std::optional<error> why;
    for (std::size_t i = first; i < steps.size() && !why; ++i)
    {
        if (auto* r = std::get_if<rows>(&steps[i]))
            found.push_back(std::move(*r));
        else if (auto* e = std::get_if<error>(&steps[i]))
            why = std::move(*e);
        else
            why = lost_transaction();
        if (why)
            why->statement = i - first;
    }
    // A statement of the transaction itself may have ended it: OR ROLLBACK, RAISE(ROLLBACK).
    if (given.autocommit.value_or(false) || (why && why->code == errc::tx_lost))
        lose();
    if (why)
        return std::move(*why);
    return found;
}

task<result<answer>> transaction_core::end_with(std::string_view text, call_log& log)
{
    program p;
    p.add(step_condition::in_transaction(), sql(text));
    work w{std::move(p), log.deadline};
    w.wants_autocommit = true;
    ++log.attempts;
    co_return co_await connection_->run(w, true);
}

task<result<>> transaction_core::commit(call_options how)
{
    co_await heed_cancellation();
    call_log log = owner_->new_call(call_kind::commit, how);
    auto turn = co_await take_turn(log);
    if (!turn)
        co_return owner_->ended<void>(log, std::move(turn));
    result<> told = check_open();
    if (told && state() == tx_state::active)
    {
        auto given = co_await end_with("COMMIT", log);
        told = read_commit(std::move(given));
    }
    if (told)
        finish(tx_state::finished);
    leave_turn();
    co_return owner_->ended<void>(log, std::move(told));
}

result<> transaction_core::read_commit(result<answer> given)
{
    if (!given)
    {
        error e = lose_with(std::move(given).error());
        if (e.what_happened != outcome::not_executed)
        {
            e.code = errc::commit_outcome_unknown;
            e.what_happened = outcome::unknown;
        }
        return e;
    }
    const auto& step = std::get<program_result>(given->what)[0];
    if (std::holds_alternative<rows>(step))
        return {};
    if (const auto* why = std::get_if<error>(&step))
    {
        // The connection was closed behind it, so nothing is stored.
        finish(tx_state::finished);
        if (ended_unguarded(*why))
            return lost_unguarded();
        error e = *why;
        e.what_happened = outcome::not_executed;
        return e;
    }
    lose();
    return lost_transaction();
}

task<result<>> transaction_core::rollback(call_options how)
{
    co_await heed_cancellation();
    call_log log = owner_->new_call(call_kind::rollback, how);
    auto turn = co_await take_turn(log);
    if (!turn)
        co_return owner_->ended<void>(log, std::move(turn));
    result<> told;
    if (state() == tx_state::finished)
        told = check_open();
    else if (state() == tx_state::active)
    {
        auto given = co_await end_with("ROLLBACK", log);
        if (!given)
        {
            // The server drops the connection, and with it the transaction, by itself.
            told = std::move(given).error();
            lose();
        }
    }
    if (told)
        finish(tx_state::finished);
    leave_turn();
    co_return owner_->ended<void>(log, std::move(told));
}

void transaction_core::lose() { finish(tx_state::lost); }

error transaction_core::lose_with(error why)
{
    lose();
    if (why.code == errc::stream_lost)
        why.code = errc::tx_lost;
    return why;
}

void transaction_core::finish(tx_state last)
{
    state_.store(last, std::memory_order_relaxed);
    if (!connection_)
        return;
    connection_.reset();
    owner_->transaction_ended(false);
}

void transaction_core::leave_turn()
{
    turns_.leave(admission::stay::brief);
    if (abandoned_)
        abandon();
}

void transaction_core::abandon()
{
    // A call under way still uses the connection; it comes here when it ends.
    abandoned_ = true;
    if (!connection_ || turns_.inside() > 0)
        return;
    const bool was_open = state() == tx_state::active;
    state_.store(tx_state::lost, std::memory_order_relaxed);
    connection_.reset();
    owner_->transaction_ended(was_open);
}

} // namespace ws::turso
