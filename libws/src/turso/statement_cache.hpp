#pragma once

#include "turso/sql_scan.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3_stmt;

namespace ws::turso
{

struct statement_finalizer
{
    void operator()(sqlite3_stmt* s) const noexcept;
};

using statement_handle = std::unique_ptr<sqlite3_stmt, statement_finalizer>;

/// A statement that SQLite has compiled.
struct prepared_statement
{
    std::string sql;
    statement_handle handle;
    sql_traits traits;
    bool may_be_kept = true; ///< false: compiling it again is cheaper or safer
};

/// The prepared statements of one connection that were used last. Those inside are
/// reset and hold no arguments; one in use is outside.
class statement_cache
{
public:
    explicit statement_cache(std::size_t capacity) : capacity_(capacity) {}

    /// Takes it out, if it is there.
    std::optional<prepared_statement> take(std::string_view sql);
    /// Puts it in; the one unused for longest makes room.
    void put(prepared_statement s);

private:
    using place = std::list<prepared_statement>::iterator;

    std::size_t capacity_;
    std::list<prepared_statement> kept_; ///< the one used last in front
    std::unordered_map<std::string_view, place> by_sql_;
};

} // namespace ws::turso
