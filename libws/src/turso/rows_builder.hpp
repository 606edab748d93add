#pragma once

#include <ws/turso/rows.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace ws::turso
{

/// Fills rows cell by cell, row after row, without an allocation per cell.
///
/// Columns come first; then exactly columns() cells for every row, each row
/// ended with end_row().
class rows_builder
{
public:
    void add_column(std::string name, std::string declared_type);
    [[nodiscard]] std::size_t column_count() const noexcept;

    void add_null();
    void add(std::int64_t v);
    void add(double v);
    void add_text(std::string_view text);
    void add_blob(std::string_view bytes);
    /// False, and nothing kept, when the row has not as many cells as there are columns.
    [[nodiscard]] bool end_row();

    /// Bytes held by cells and texts so far: for limits.
    [[nodiscard]] std::size_t size_bytes() const noexcept;

    execution_facts& facts() noexcept;
    /// The rows; the builder is empty again.
    rows take();

private:
    void add_bytes(value_kind kind, std::string_view bytes);

    rows made_;
};

} // namespace ws::turso
