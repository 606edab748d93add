#pragma once

#include "turso/hrana_members.hpp"
#include "turso/hrana_scalar.hpp"
#include "turso/rows_builder.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ws::turso
{

/// SQLite has no more columns in a result, and no more parameters of a statement.
constexpr std::size_t most_columns = 32'767;

/// Puts one statement's result together, whichever of its members comes first.
/// Used for one statement after the other.
class statement_reader
{
public:
    void begin();
    /// A member that is neither `cols` nor `rows`. False when it cannot be what it is.
    [[nodiscard]] bool put(member m, const json_scalar& s);

    /// False when there are too many.
    [[nodiscard]] bool add_column(std::string name, std::string declared_type);
    /// `columns_known`: add_column() was called for all of them.
    void begin_rows(bool columns_known) noexcept;
    void add(const value_view& cell);
    /// False when the row has not as many cells as there are columns.
    [[nodiscard]] bool end_row();

    /// The result, and the reader is empty again; nothing when rows do not fit the columns.
    [[nodiscard]] std::optional<rows> take();

    /// The highest of all statements.
    [[nodiscard]] std::optional<std::uint64_t> replication_index() const noexcept
    {
        return replication_index_;
    }

private:
    [[nodiscard]] bool append_early_rows();

    rows_builder builder_;
    bool rows_come_first_ = false;
    /// Rows that came before their columns, kept until the end.
    std::vector<value> early_cells_;
    std::size_t early_rows_ = 0;
    std::size_t row_begin_ = 0; ///< of the row under way, in early_cells_
    std::size_t early_width_ = 0;
    std::optional<std::uint64_t> replication_index_;
};

} // namespace ws::turso
