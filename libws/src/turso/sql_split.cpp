#include "turso/sql_split.hpp"

#include "turso/sql_tokens.hpp"

#include <algorithm>

namespace ws::turso
{
namespace
{

/// Where a statement ends, found as SQLite's own shell does it: in a trigger only a
/// semicolon behind "; END" counts. No CASE is in the way: it holds no semicolon.
class statement_end
{
public:
    /// Whether the statement is over with this token.
    bool reached_with(const sql_token& t) noexcept
    {
        const bool over = t.is(';') && (!in_trigger_ || after_last_end_);
        after_last_end_ = in_trigger_ && after_semicolon_ && t.is("END");
        after_semicolon_ = t.is(';');
        look_for_trigger(t);
        return over;
    }

private:
    /// CREATE [TEMP|TEMPORARY] TRIGGER
    void look_for_trigger(const sql_token& t) noexcept
    {
        if (words_ == 0)
            creates_ = t.is("CREATE");
        else if (creates_ && t.is("TRIGGER"))
            in_trigger_ = true;
        if (words_ > 0 && !t.is("TEMP") && !t.is("TEMPORARY"))
            creates_ = false;
        ++words_;
    }

    std::size_t words_ = 0;
    bool creates_ = false; ///< CREATE, and nothing but TEMP since then
    bool in_trigger_ = false;
    bool after_semicolon_ = false;
    bool after_last_end_ = false;
};

} // namespace

std::vector<sql_piece> split_sql(std::string_view text)
{
    std::vector<sql_piece> pieces;
    sql_tokens tokens(text);
    std::size_t line = 1;
    const char* counted = text.data(); // lines are counted up to here
    const auto begin = [&](const sql_token& first)
    {
        line += static_cast<std::size_t>(std::count(counted, first.text.data(), '\n'));
        counted = first.text.data();
        pieces.push_back({first.text, line});
    };

    bool inside = false;
    statement_end end;
    for (sql_token t = tokens.next(); t.kind != sql_token_kind::end; t = tokens.next())
    {
        if (!inside && t.is(';'))
            continue;
        if (!inside)
        {
            begin(t);
            end = statement_end();
        }
        inside = !end.reached_with(t);
        if (!inside)
            continue;
        auto& sql = pieces.back().sql;
        sql = {sql.data(), static_cast<std::size_t>(t.text.data() + t.text.size() - sql.data())};
    }
    return pieces;
}

} // namespace ws::turso
