#include "turso/migration_program.hpp"

#include "turso/migration_text.hpp"

#include <fmt/format.h>

#include <sqlite3.h>
#include <utility>

namespace ws::turso
{
namespace
{

/// name is NOT NULL: the row goes in only if the migration before it is the newest one.
constexpr std::string_view record_text =
    "INSERT INTO schema_migrations(version, name, checksum, kind, applied_at) "
    "SELECT ?1, CASE WHEN coalesce(max(version), 0) = ?1 - 1 THEN ?2 END, ?3, ?4, "
    "strftime('%Y-%m-%dT%H:%M:%SZ', 'now') FROM schema_migrations";

constexpr std::string_view table_text =
    "CREATE TABLE IF NOT EXISTS schema_migrations(version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL, kind TEXT NOT NULL, applied_at TEXT NOT NULL)";

/// No condition can look at rows, so this one fails if there are any: name is NOT NULL.
constexpr std::string_view check_text =
    "UPDATE schema_migrations SET name = NULL "
    "WHERE version = ?1 AND EXISTS (SELECT 1 FROM pragma_foreign_key_check)";

constexpr std::string_view violations_text =
    "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 3";

template <class... Conditions>
step_condition all_of(Conditions... conditions)
{
    std::vector<step_condition> list;
    (list.push_back(std::move(conditions)), ...);
    return step_condition::all(std::move(list));
}

step_condition failed(std::size_t step) { return step_condition::negation(step_condition::ok(step)); }

} // namespace

migration_program::migration_program(const migration& m) : migration_(m), statements_(split_sql(m.sql))
{
    using on = step_condition;
    // Inside a transaction this does nothing, so it cannot wait for BEGIN.
    const auto keys_off = steps_.add(sql("PRAGMA foreign_keys=OFF"));
    begin_ = steps_.add(on::ok(keys_off), sql("BEGIN IMMEDIATE"));
    add_next(sql(table_text));
    record_ = add_next(sql(record_text, m.version, m.name, checksum_of(m), to_string(kind_of(m))));
    first_statement_ = record_ + 1;
    for (const auto& piece : statements_)
        add_next(sql(piece.sql));
    check_ = add_next(sql(check_text, m.version));
    violations_ =
        steps_.add(all_of(on::ok(check_ - 1), failed(check_), on::in_transaction()), sql(violations_text));
    commit_ = steps_.add(all_of(on::ok(check_), on::in_transaction()), sql("COMMIT"));
    steps_.add(all_of(on::ok(begin_), failed(commit_), on::in_transaction()), sql("ROLLBACK"));
    steps_.add(sql("PRAGMA foreign_keys=ON"));
}

/// A step that needs the one before it, and the transaction.
std::size_t migration_program::add_next(statement what)
{
    const auto before = steps_.size() - 1;
    return steps_.add(all_of(step_condition::ok(before), step_condition::in_transaction()), std::move(what));
}

result<migration_outcome> migration_program::read(const program_result& answer) const
{
    if (answer.ok(commit_))
        return migration_outcome::applied;
    const auto failed_step = answer.first_failure();
    if (!failed_step)
    {
        error e;
        e.code = errc::tx_lost;
        e.message = fmt::format(
            "migration {}: a statement ended its transaction; nothing of it is stored",
            label_of(migration_.version, migration_.name));
        return e;
    }
    if (*failed_step == record_ && answer.failure_of(record_)->code == condition::constraint_violation)
        return migration_outcome::overtaken;
    return failure(answer, *failed_step);
}

error migration_program::failure(const program_result& answer, std::size_t step) const
{
    error e = *answer.failure_of(step);
    if (step >= first_statement_ && step < check_)
        e.statement = step - first_statement_;
    if (step == check_ && answer.ok(violations_))
    {
        e.code = {SQLITE_CONSTRAINT_FOREIGNKEY, sqlite_category()};
        e.server_code = "SQLITE_CONSTRAINT_FOREIGNKEY";
        e.message = violations_in(answer);
    }
    e.message = fmt::format(
        "migration {}, {}: {}", label_of(migration_.version, migration_.name), place_of(step), e.message);
    // Without its COMMIT, nothing of it is stored.
    if (e.what_happened != outcome::unknown)
        e.what_happened = outcome::not_executed;
    return e;
}

std::string migration_program::place_of(std::size_t step) const
{
    if (step < begin_)
        return "switching foreign keys off";
    if (step == begin_)
        return "BEGIN";
    if (step < first_statement_)
        return "its record in schema_migrations";
    if (step < check_)
        return fmt::format(
            "statement {} (line {})", step - first_statement_ + 1, statements_[step - first_statement_].line);
    return step == check_ ? "foreign keys" : "COMMIT";
}

/// "2 row(s) of child refer to no row of parent"
std::string migration_program::violations_in(const program_result& answer) const
{
    std::string list;
    for (const auto row : std::get<rows>(answer[violations_]))
        list += fmt::format(
            "{}{} row(s) of {} refer to no row of {}", list.empty() ? "" : ", ", row[2].as_integer(),
            row[0].as_text(), row[1].as_text());
    return list;
}

} // namespace ws::turso
