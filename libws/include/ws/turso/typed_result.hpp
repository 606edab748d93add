#pragma once

#include <ws/turso/error.hpp>
#include <ws/turso/rows.hpp>
#include <ws/turso/typed_rows.hpp>

#include <utility>
#include <vector>

namespace ws::turso
{

/// An error in reading rows comes after the statement was carried out.
template <class T>
result<T> as_executed(result<T> read)
{
    if (read)
        return read;
    error why = std::move(read).error();
    why.what_happened = outcome::executed;
    return why;
}

/// A statement's result as Rows. Errors: its own, and those of read_rows().
template <class Row>
result<std::vector<Row>> rows_as(result<rows> given)
{
    if (!given)
        return std::move(given).error();
    return as_executed(read_rows<Row>(*given));
}

/// A statement's result as its one Row. Errors: its own, and those of read_only_row().
template <class Row>
result<Row> row_as(result<rows> given)
{
    if (!given)
        return std::move(given).error();
    return as_executed(read_only_row<Row>(*given));
}

} // namespace ws::turso
