#pragma once

#include <ws/turso/error.hpp>

#include <string_view>

struct sqlite3;

namespace ws::turso
{

/// What SQLite says of the call that has just failed on `db` with `code`, as a server
/// would tell it: a mistake has the same error::code here and there.
error sqlite_failure(sqlite3* db, int code);

} // namespace ws::turso
