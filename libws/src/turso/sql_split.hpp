#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ws::turso
{

/// One statement of a longer text.
struct sql_piece
{
    std::string_view sql; ///< from its first word to before its semicolon; views the whole text
    std::size_t line = 0; ///< where it begins, from 1
};

/// The statements of `text`, which servers take one at a time. A semicolon parts them, unless
/// it is in a string, a quoted name, a comment or the body of a trigger. What is no statement
/// (comments alone, nothing between two semicolons) is left out.
std::vector<sql_piece> split_sql(std::string_view text);

} // namespace ws::turso
