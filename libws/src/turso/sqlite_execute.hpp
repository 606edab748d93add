#pragma once

#include "turso/sqlite_connection.hpp"

#include <ws/turso/program.hpp>

#include <cstddef>
#include <string_view>

/// Single statements and scripts in an open connection. Errors are those that a server
/// tells of the same mistake; each leaves the connection usable.
namespace ws::turso
{

/// Runs one statement to its end. `bytes_left` is what the whole answer may still take;
/// errc::response_too_large beyond it, and what the statement changed is stored.
result<rows> execute(sqlite_connection& db, const statement& what, std::size_t& bytes_left);

/// Runs statement after statement until one fails; rows are dropped.
result<> execute_script(sqlite_connection& db, std::string_view sql, const stop_flag& stop);

result<statement_description> describe(sqlite_connection& db, std::string_view sql);

} // namespace ws::turso
