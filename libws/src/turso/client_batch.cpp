#include "turso/call_launch.hpp"
#include "turso/client_core.hpp"
#include "turso/lost_transaction.hpp"
#include "turso/sql_scan.hpp"

#include <utility>

/// Several statements as one transaction in one round trip.
namespace ws::turso
{
namespace
{

/// BEGIN, the statements, COMMIT, ROLLBACK: the k-th statement is step k + 1.
struct atomic_program
{
    program steps;
    std::size_t commit = 0;
    bool ends_itself = false; ///< a statement of the caller's ends the transaction

    atomic_program(std::string_view begin, std::vector<statement> what)
    {
        using when = step_condition;
        std::size_t last = steps.add(sql(begin));
        for (auto& s : what)
        {
            ends_itself = ends_itself || scan_sql(s.sql).controls_transaction;
            last = steps.add(when::all({when::ok(last), when::in_transaction()}), std::move(s));
        }
        commit = steps.add(when::all({when::ok(last), when::in_transaction()}), sql("COMMIT"));
        // ok(0): a BEGIN that failed, because the connection is in somebody's
        // transaction already, must not roll that one back.
        steps.add(
            when::all({when::ok(0), when::negation(when::ok(commit)), when::in_transaction()}),
            sql("ROLLBACK"));
    }
};

/// What kept it from being stored: an error of a step, or a skipped one.
error why_not_stored(const program_result& told, const atomic_program& p)
{
    for (std::size_t i = 0; i <= p.commit; ++i)
    {
        if (told.ok(i))
            continue;
        error e = lost_transaction();
        if (const auto* why = told.failure_of(i))
            e = *why;
        if (i == p.commit && ended_unguarded(e))
            return lost_unguarded();
        if (i != 0 && i != p.commit)
            e.statement = i - 1;
        e.what_happened = p.ends_itself ? outcome::executed : outcome::not_executed;
        return e;
    }
    return client_error(errc::protocol, outcome::unknown, "the answer has no COMMIT");
}

result<> check_only_reads(const std::vector<statement>& what)
{
    for (std::size_t i = 0; i < what.size(); ++i)
    {
        if (scan_sql(what[i].sql).reads_only)
            continue;
        auto e = client_error(
            errc::bad_argument, outcome::not_executed,
            "a batch of mode read takes only statements that read");
        e.statement = i;
        return e;
    }
    return {};
}

} // namespace

task<result<std::vector<rows>>>
client_core::batch(tx_mode mode, std::vector<statement> what, call_options how)
{
    co_await heed_cancellation();
    using answered = std::vector<rows>;
    call_log log = new_call(call_kind::batch, how);
    if (mode == tx_mode::read)
        if (auto allowed = check_only_reads(what); !allowed)
            co_return ended<answered>(log, std::move(allowed).error());
    if (what.empty())
        co_return ended<answered>(log, answered());

    bool may_repeat = true;
    for (const auto& s : what)
        may_repeat = may_repeat && (s.idempotent || scan_sql(s.sql).reads_only);
    atomic_program p(backend_->begin_text(mode), std::move(what));
    work w{p.steps, log.deadline};
    w.reads_only = mode == tx_mode::read;
    w.may_repeat = may_repeat;
    auto got = co_await carry_out(std::move(w), log);
    if (!got)
        co_return ended<answered>(log, std::move(got).error());
    auto& told = std::get<program_result>(got->what);
    if (!told.ok(p.commit))
        co_return ended<answered>(log, why_not_stored(told, p));
    answered found;
    found.reserve(p.commit - 1);
    for (std::size_t i = 1; i < p.commit; ++i)
    {
        log.add(std::get<rows>(told[i]));
        found.push_back(std::get<rows>(std::move(told[i])));
    }
    co_return ended<answered>(log, std::move(found));
}

} // namespace ws::turso
