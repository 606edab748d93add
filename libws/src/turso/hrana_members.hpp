#pragma once

#include <cstdint>
#include <string_view>

/// The vocabulary of a pipeline's answer: which objects and arrays it is made of, and
/// which of their members mean something.
namespace ws::turso
{

/// The objects and arrays that are read; all others are skipped.
enum class place : std::uint8_t
{
    outside,
    root,             ///< {baton, base_url, results}
    results,          ///< [result…]
    one_result,       ///< {type, response | error}
    response,         ///< {type, result | is_autocommit}
    statement_result, ///< {cols, rows, affected_row_count, …}
    columns,          ///< [column…]
    one_column,       ///< {name, decltype}
    row_list,         ///< [row…]
    row,              ///< [cell…]
    cell,             ///< {type, value | base64}
    batch,            ///< {step_results, step_errors}
    step_results,     ///< [statement_result | null…]
    step_errors,      ///< [server_error | null…]
    server_error,     ///< {message, code, extended_code}
    description,      ///< {params, cols, is_explain, is_readonly}
    parameters,       ///< [parameter…]
    parameter,        ///< {name}
};

enum class member : std::uint8_t
{
    other, ///< of no interest, whatever its value
    affected_row_count,
    base64,
    base_url,
    baton,
    code,
    cols,
    decl_type,
    error_object,
    extended_code,
    is_autocommit,
    is_explain,
    is_readonly,
    last_insert_rowid,
    message,
    name,
    params,
    query_duration_ms,
    replication_index,
    response,
    result_object,
    results,
    row_list,
    rows_read,
    rows_written,
    step_errors,
    step_results,
    type,
    content,
};

/// The member of that name in an object at `where`.
member member_of(place where, std::string_view name) noexcept;

/// Whether what is at `where` is an array; `outside` counts as one: it has no members.
bool is_list(place where) noexcept;

} // namespace ws::turso
