#include "turso/sqlite_prepare.hpp"

#include "turso/sql_tokens.hpp"
#include "turso/sqlite_codes.hpp"
#include "turso/sqlite_failure.hpp"

#include <limits>
#include <sqlite3.h>

namespace ws::turso
{
namespace
{

/// Longer texts are hardly ever seen twice.
constexpr std::size_t longest_kept_text = 16 * 1024;

/// `sql` from its first statement on, without comments and lone semicolons before it.
std::string_view skip_blank(std::string_view sql)
{
    sql_tokens tokens(sql);
    sql_token first = tokens.next();
    while (first.is(';'))
        first = tokens.next();
    if (first.kind == sql_token_kind::end)
        return {};
    return sql.substr(static_cast<std::size_t>(first.text.data() - sql.data()));
}

result<statement_handle> compile(sqlite_connection& db, std::string_view& sql, unsigned flags)
{
    if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        return statement_error("the statement is too long", "SQLITE_TOOBIG", "");
    sqlite3_stmt* made = nullptr;
    const char* rest = nullptr;
    const int code =
        sqlite3_prepare_v3(db.handle(), sql.data(), static_cast<int>(sql.size()), flags, &made, &rest);
    statement_handle owned(made);
    if (code != SQLITE_OK)
        return sqlite_failure(db.handle(), code);
    // For SQLite the text ends at a NUL.
    if (!made)
        return statement_error("unrecognized token: a NUL byte", "SQL_PARSE_ERROR", "");
    sql.remove_prefix(static_cast<std::size_t>(rest - sql.data()));
    return owned;
}

} // namespace

result<statement_handle> compile_first(sqlite_connection& db, std::string_view& sql)
{
    sql = skip_blank(sql);
    if (sql.empty())
        return statement_handle();
    return compile(db, sql, 0);
}

result<prepared_statement> prepare(sqlite_connection& db, std::string_view sql)
{
    if (auto kept = db.statements().take(sql))
        return std::move(*kept);
    std::string_view rest = skip_blank(sql);
    if (rest.empty())
        return statement_error("the SQL text has no statement", "SQL_NO_STATEMENT", "");

    const bool known_before = db.touched();
    auto handle = compile(db, rest, SQLITE_PREPARE_PERSISTENT);
    if (!handle)
        return std::move(handle).error();
    if (!skip_blank(rest).empty())
        return statement_error("the SQL text has more than one statement", "SQL_MANY_STATEMENTS", "");
    prepared_statement made{std::string(sql), std::move(*handle), scan_sql(sql), true};
    // A statement that touches the connection must be compiled each time: that is when it is seen.
    made.may_be_kept = sql.size() <= longest_kept_text && !known_before && !db.touched();
    return made;
}

} // namespace ws::turso
