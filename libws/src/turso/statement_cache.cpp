#include "turso/statement_cache.hpp"

#include <sqlite3.h>
#include <utility>

namespace ws::turso
{

void statement_finalizer::operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }

std::optional<prepared_statement> statement_cache::take(std::string_view sql)
{
    const auto found = by_sql_.find(sql);
    if (found == by_sql_.end())
        return std::nullopt;
    const place where = found->second;
    by_sql_.erase(found);
    std::optional<prepared_statement> taken(std::move(*where));
    kept_.erase(where);
    return taken;
}

void statement_cache::put(prepared_statement s)
{
    if (capacity_ == 0 || by_sql_.contains(s.sql))
        return;
    if (kept_.size() == capacity_)
    {
        by_sql_.erase(kept_.back().sql);
        kept_.pop_back();
    }
    kept_.push_front(std::move(s));
    by_sql_.emplace(kept_.front().sql, kept_.begin());
}

} // namespace ws::turso
