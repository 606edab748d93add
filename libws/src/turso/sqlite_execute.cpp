#include "turso/sqlite_execute.hpp"

#include "turso/rows_builder.hpp"
#include "turso/sqlite_codes.hpp"
#include "turso/sqlite_failure.hpp"
#include "turso/sqlite_prepare.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <sqlite3.h>

namespace ws::turso
{
namespace
{

/// A prepared statement in use. However its use ends, it is reset, because one left
/// in the middle holds its locks, and goes back to the cache.
class statement_in_use
{
public:
    statement_in_use(sqlite_connection& db, prepared_statement s) : db_(db), held_(std::move(s)) {}
    statement_in_use(const statement_in_use&) = delete;
    statement_in_use& operator=(const statement_in_use&) = delete;

    ~statement_in_use()
    {
        sqlite3_reset(handle());
        sqlite3_clear_bindings(handle());
        if (held_.may_be_kept)
            db_.statements().put(std::move(held_));
    }

    [[nodiscard]] sqlite3_stmt* handle() const noexcept { return held_.handle.get(); }
    [[nodiscard]] const sql_traits& traits() const noexcept { return held_.traits; }

private:
    sqlite_connection& db_;
    prepared_statement held_;
};

std::string_view text_or_nothing(const char* text) { return text ? text : std::string_view(); }

/// SQLite looks at the progress handler once more behind the end of a statement: what was
/// committed by then has been carried out, although it says that it was interrupted.
int step(const sqlite_connection& db, sqlite3_stmt* s)
{
    const int code = sqlite3_step(s);
    return code == SQLITE_INTERRUPT && db.commit_seen() ? SQLITE_DONE : code;
}

/// Texts and blobs are copied from where SQLite has them, until its next step.
void add_cell(rows_builder& into, sqlite3_stmt* from, int column)
{
    const auto bytes = [&](const void* where)
    {
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(from, column));
        return where ? std::string_view(static_cast<const char*>(where), size) : std::string_view();
    };
    switch (sqlite3_column_type(from, column))
    {
    case SQLITE_INTEGER:
        return into.add(static_cast<std::int64_t>(sqlite3_column_int64(from, column)));
    case SQLITE_FLOAT:
    {
        // Servers cannot tell which infinity it was; here it reads the same.
        const double v = sqlite3_column_double(from, column);
        return into.add(std::isfinite(v) ? v : std::numeric_limits<double>::quiet_NaN());
    }
    case SQLITE_TEXT:
        return into.add_text(bytes(sqlite3_column_text(from, column)));
    case SQLITE_BLOB:
        return into.add_blob(bytes(sqlite3_column_blob(from, column)));
    default:
        return into.add_null();
    }
}

void add_columns(rows_builder& into, sqlite3_stmt* from)
{
    const int count = sqlite3_column_count(from);
    for (int i = 0; i < count; ++i)
        into.add_column(
            std::string(text_or_nothing(sqlite3_column_name(from, i))),
            std::string(text_or_nothing(sqlite3_column_decltype(from, i))));
}

/// False when `most_bytes` do not hold it.
bool add_row(rows_builder& into, sqlite3_stmt* from, std::size_t most_bytes)
{
    const int count = static_cast<int>(into.column_count());
    for (int i = 0; i < count; ++i)
    {
        add_cell(into, from, i);
        if (into.size_bytes() > most_bytes)
            return false;
    }
    return into.end_row();
}

/// Steps to the end. SQLITE_DONE, SQLITE_ROW when it was cut off because the rows take
/// more than `most_bytes`, or SQLite's error.
int collect(rows_builder& into, const sqlite_connection& db, sqlite3_stmt* from, std::size_t most_bytes)
{
    int code = step(db, from);
    // Only now: the first step compiles anew what the schema has overtaken.
    add_columns(into, from);
    while (code == SQLITE_ROW && add_row(into, from, most_bytes))
        code = step(db, from);
    // What writes goes on to its end: cut off, it would be half carried out.
    const bool cut_off = code == SQLITE_ROW;
    if (cut_off && sqlite3_stmt_readonly(from) == 0)
        while (code == SQLITE_ROW)
            code = step(db, from);
    return cut_off && code == SQLITE_DONE ? SQLITE_ROW : code;
}

} // namespace

result<rows> execute(sqlite_connection& db, const statement& what, std::size_t& bytes_left)
{
    auto prepared = prepare(db, what.sql);
    if (!prepared)
        return std::move(prepared).error();
    const statement_in_use running(db, std::move(*prepared));
    if (auto bound = bind(running.handle(), what.args); !bound)
        return std::move(bound).error();

    rows_builder made;
    const int code = collect(made, db, running.handle(), bytes_left);
    const bool cut_off = code == SQLITE_ROW;
    db.statement_ended(code == SQLITE_DONE || cut_off);
    if (cut_off)
        return statement_error(
            fmt::format("the rows take more than the {} bytes left for the answer", bytes_left),
            "RESPONSE_TOO_LARGE", "");
    if (code != SQLITE_DONE)
        return sqlite_failure(db.handle(), code);
    bytes_left -= made.size_bytes();
    if (running.traits().changes_rows)
        made.facts().affected_rows = static_cast<std::uint64_t>(sqlite3_changes64(db.handle()));
    if (running.traits().inserts)
        made.facts().last_insert_rowid = sqlite3_last_insert_rowid(db.handle());
    return made.take();
}

result<> execute_script(sqlite_connection& db, std::string_view sql, const stop_flag& stop)
{
    for (;;)
    {
        auto compiled = compile_first(db, sql);
        if (!compiled)
            return std::move(compiled).error();
        if (!*compiled)
            return {};
        if (stop.raised())
            return sqlite_failure(db.handle(), SQLITE_INTERRUPT);
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW)
            code = step(db, compiled->get());
        db.statement_ended(code == SQLITE_DONE);
        if (code != SQLITE_DONE)
            return sqlite_failure(db.handle(), code);
    }
}

result<statement_description> describe(sqlite_connection& db, std::string_view sql)
{
    auto prepared = prepare(db, sql);
    if (!prepared)
        return std::move(prepared).error();
    const statement_in_use looked_at(db, std::move(*prepared));
    sqlite3_stmt* const s = looked_at.handle();
    statement_description told;
    for (int i = 1; i <= sqlite3_bind_parameter_count(s); ++i)
        told.parameters.push_back({std::string(text_or_nothing(sqlite3_bind_parameter_name(s, i)))});
    for (int i = 0; i < sqlite3_column_count(s); ++i)
        told.columns.push_back(
            {std::string(text_or_nothing(sqlite3_column_name(s, i))),
             std::string(text_or_nothing(sqlite3_column_decltype(s, i)))});
    told.is_explain = sqlite3_stmt_isexplain(s) != 0;
    told.is_readonly = sqlite3_stmt_readonly(s) != 0;
    return told;
}

} // namespace ws::turso
