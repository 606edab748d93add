#include "turso/hrana_statement.hpp"

#include <algorithm>
#include <utility>

namespace ws::turso
{
namespace
{

/// What value_view and value have in common is only their kinds.
void append(rows_builder& to, const value_view& cell)
{
    switch (cell.kind())
    {
    case value_kind::null:
        return to.add_null();
    case value_kind::integer:
        return to.add(cell.as_integer());
    case value_kind::real:
        return to.add(cell.as_real());
    case value_kind::text:
        return to.add_text(cell.as_text());
    case value_kind::blob:
        const auto bytes = cell.as_bytes();
        return to.add_blob({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
}

void append(rows_builder& to, const value& cell)
{
    struct visitor
    {
        void operator()(null_value) const { to.add_null(); }
        void operator()(std::int64_t v) const { to.add(v); }
        void operator()(double v) const { to.add(v); }
        void operator()(const std::string& v) const { to.add_text(v); }
        void operator()(const blob_value& v) const
        {
            to.add_blob({reinterpret_cast<const char*>(v.data()), v.size()});
        }
        rows_builder& to;
    };
    std::visit(visitor{to}, cell);
}

} // namespace

void statement_reader::begin()
{
    builder_.take();
    rows_come_first_ = false;
    early_cells_.clear();
    early_rows_ = 0;
    early_width_ = 0;
    row_begin_ = 0;
}

bool statement_reader::put(member m, const json_scalar& s)
{
    auto& facts = builder_.facts();
    switch (m)
    {
    case member::affected_row_count:
        facts.affected_rows = number_from<std::uint64_t>(s).value_or(0);
        return s.is_null() || number_from<std::uint64_t>(s);
    case member::last_insert_rowid:
        facts.last_insert_rowid = number_from<std::int64_t>(s);
        return s.is_null() || facts.last_insert_rowid;
    case member::replication_index:
        if (const auto index = number_from<std::uint64_t>(s))
            replication_index_ = std::max(replication_index_, index);
        else
            return s.is_null();
        return true;
    // For statistics only: no answer is refused for their sake.
    case member::rows_read:
        facts.rows_read = number_from<std::uint64_t>(s).value_or(0);
        return true;
    case member::rows_written:
        facts.rows_written = number_from<std::uint64_t>(s).value_or(0);
        return true;
    case member::query_duration_ms:
        facts.server_time = std::chrono::duration<double, std::milli>(number_from<double>(s).value_or(0));
        return true;
    default:
        return m == member::other;
    }
}

bool statement_reader::add_column(std::string name, std::string declared_type)
{
    if (builder_.column_count() == most_columns)
        return false;
    builder_.add_column(std::move(name), std::move(declared_type));
    return true;
}

void statement_reader::begin_rows(bool columns_known) noexcept { rows_come_first_ = !columns_known; }

void statement_reader::add(const value_view& cell)
{
    if (rows_come_first_)
        early_cells_.push_back(cell.to_value());
    else
        append(builder_, cell);
}

bool statement_reader::end_row()
{
    if (!rows_come_first_)
        return builder_.end_row();
    const std::size_t width = early_cells_.size() - std::exchange(row_begin_, early_cells_.size());
    if (early_rows_++ == 0)
        early_width_ = width;
    return width == early_width_;
}

bool statement_reader::append_early_rows()
{
    if (early_rows_ > 0 && early_width_ != builder_.column_count())
        return false;
    auto cell = early_cells_.begin();
    for (std::size_t row = 0; row < early_rows_; ++row)
    {
        for (std::size_t column = 0; column < early_width_; ++column)
            append(builder_, *cell++);
        if (!builder_.end_row())
            return false;
    }
    return true;
}

std::optional<rows> statement_reader::take()
{
    const bool fits = append_early_rows();
    auto made = builder_.take();
    return fits ? std::optional(std::move(made)) : std::nullopt;
}

} // namespace ws::turso
