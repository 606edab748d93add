#pragma once

#include "turso/sqlite_connection.hpp"

#include <ws/turso/statement.hpp>

#include <string_view>

namespace ws::turso
{

/// The first statement of `sql`; what is behind it is cut off from `sql`. An empty handle
/// at the end of the text.
result<statement_handle> compile_first(sqlite_connection& db, std::string_view& sql);

/// The statement of a text that has exactly one, from the cache where it is there.
/// Errors beside SQLite's own: SQL_NO_STATEMENT, SQL_MANY_STATEMENTS.
result<prepared_statement> prepare(sqlite_connection& db, std::string_view sql);

/// Binds the arguments, which must be exactly those the statement asks for; they must
/// outlive its use. Errors: errc::bad_argument (ARGS_INVALID).
result<> bind(sqlite3_stmt* to, const params& args);

} // namespace ws::turso
