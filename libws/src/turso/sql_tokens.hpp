#pragma once

#include <string_view>

namespace ws::turso
{

enum class sql_token_kind
{
    end,
    word,   ///< keyword, plain name or number
    quoted, ///< "name", [name], `name` or 'text', with its quotes
    other,  ///< one character; a parameter's ? : @ as well
};

struct sql_token
{
    sql_token_kind kind = sql_token_kind::end;
    std::string_view text;

    /// A keyword, whatever its case. `upper` is in capitals.
    [[nodiscard]] bool is(std::string_view upper) const noexcept;
    [[nodiscard]] bool is(char c) const noexcept;
};

/// Cuts SQL into tokens as SQLite does; white space and comments are stepped over.
/// What is not closed goes on to the end, as in SQLite.
class sql_tokens
{
public:
    explicit sql_tokens(std::string_view sql) noexcept : rest_(sql) {}
    /// The next token; `end` from the end on.
    sql_token next() noexcept;

private:
    void skip_blank() noexcept;

    std::string_view rest_;
};

} // namespace ws::turso
