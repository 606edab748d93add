#include "turso/sqlite_failure.hpp"

#include "turso/sqlite_codes.hpp"

#include <sqlite3.h>

namespace ws::turso
{
namespace
{

/// What sqld calls it: its own parser sees mistakes of syntax before SQLite does, and
/// what SQLite can point at in the text (an unknown column) is an input error.
std::string_view server_code_of(sqlite3* db, int primary, std::string_view message)
{
    if (primary != SQLITE_ERROR)
        return sqlite_name_of(primary);
    if (message.ends_with(": syntax error") || message.starts_with("unrecognized token") ||
        message == "incomplete input")
        return "SQL_PARSE_ERROR";
    return sqlite3_error_offset(db) >= 0 ? "SQL_INPUT_ERROR" : "SQLITE_UNKNOWN";
}

} // namespace

error sqlite_failure(sqlite3* db, int code)
{
    const std::string_view message = sqlite3_errmsg(db);
    const int primary = code & 0xff;
    error e = statement_error(message, server_code_of(db, primary, message), "");
    // Of constraints servers tell no more than the message does, and so do we: a primary
    // key reads as UNIQUE. Where they tell only the primary code, ours may be more exact.
    if (primary != SQLITE_ERROR && primary != SQLITE_CONSTRAINT)
        e.code = {code, sqlite_category()};
    return e;
}

} // namespace ws::turso
