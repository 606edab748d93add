#include "turso/sqlite_request.hpp"

#include "turso/sqlite_execute.hpp"

#include <algorithm>
#include <sqlite3.h>

namespace ws::turso
{
namespace
{

bool holds(const step_condition& c, const std::vector<step_outcome>& so_far, const sqlite_connection& db)
{
    using kind = step_condition::node_kind;
    const auto operand_holds = [&](const step_condition& operand) { return holds(operand, so_far, db); };
    switch (c.kind())
    {
    case kind::ok:
        return c.step() < so_far.size() && std::holds_alternative<rows>(so_far[c.step()]);
    case kind::negation:
        return !operand_holds(c.operands().front());
    case kind::all:
        return std::ranges::all_of(c.operands(), operand_holds);
    case kind::any:
        return std::ranges::any_of(c.operands(), operand_holds);
    case kind::autocommit:
        return !db.in_transaction();
    case kind::in_transaction:
        return db.in_transaction();
    }
    return false;
}

/// A statement fails so because it was stopped, or because it would have anyway.
bool may_be_stopped(const error& e)
{
    const int primary = e.code.value() & 0xff;
    return e.code.category() == sqlite_category() && (primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY);
}

error stopped(const sqlite_connection& db, errc why)
{
    return stop_error(why, db.committed() ? outcome::unknown : outcome::not_executed);
}

result<program_result>
run_program(sqlite_connection& db, const program& p, const stop_flag& stop, std::size_t bytes_left)
{
    std::vector<step_outcome> told;
    told.reserve(p.size());
    for (const auto& step : p.steps())
    {
        if (const auto why = stop.raised())
            return stopped(db, *why);
        if (step.when && !holds(*step.when, told, db))
        {
            told.emplace_back(skipped());
            continue;
        }
        auto made = execute(db, step.what, bytes_left);
        if (made)
        {
            told.emplace_back(std::move(*made));
            continue;
        }
        const auto why = stop.raised();
        if (why && may_be_stopped(made.error()))
            return stopped(db, *why);
        told.emplace_back(std::move(made).error());
    }
    return program_result(std::move(told));
}

result<> run_script(sqlite_connection& db, const std::string& sql, const stop_flag& stop)
{
    auto ran = execute_script(db, sql, stop);
    const auto why = stop.raised();
    if (!ran && why && may_be_stopped(ran.error()))
        return stopped(db, *why);
    return ran;
}

} // namespace

result<answer>
carry_out(sqlite_connection& db, const work& what, const stop_flag& stop, std::size_t most_bytes)
{
    db.forget_commits();
    answer given;
    if (const auto* p = std::get_if<program>(&what.what))
    {
        auto told = run_program(db, *p, stop, most_bytes);
        if (!told)
            return std::move(told).error();
        given.what = std::move(*told);
    }
    else if (const auto* s = std::get_if<script>(&what.what))
    {
        if (auto ran = run_script(db, s->sql, stop); !ran)
            return std::move(ran).error();
        given.what = std::monostate();
    }
    else
    {
        auto told = describe(db, std::get<description_request>(what.what).sql);
        if (!told)
            return std::move(told).error();
        given.what = std::move(*told);
    }
    if (what.wants_autocommit)
        given.autocommit = !db.in_transaction();
    return given;
}

} // namespace ws::turso
