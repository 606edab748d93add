#pragma once

#include <string_view>

namespace ws::turso
{

/// What can be said about a statement from its text alone. Comments, strings and
/// quoted names are stepped over. When in doubt each answer is the careful one: of several
/// statements, reads_only must hold for all of them, anything else for one.
struct sql_traits
{
    bool empty = false; ///< no statement: white space, comments and semicolons only
    /// SELECT, VALUES, EXPLAIN, or WITH … SELECT: changes nothing. False when in doubt.
    bool reads_only = false;
    /// BEGIN, COMMIT, END, ROLLBACK, SAVEPOINT, RELEASE.
    bool controls_transaction = false;
    /// PRAGMA, ATTACH, DETACH, VACUUM, or TEMP tables: may outlive the statement in its connection.
    bool touches_connection = false;
    /// INSERT or REPLACE, directly or behind WITH: it reports a rowid.
    bool inserts = false;
    /// INSERT, REPLACE, UPDATE or DELETE, directly or behind WITH: it reports affected rows.
    bool changes_rows = false;
};

sql_traits scan_sql(std::string_view sql) noexcept;

} // namespace ws::turso
