#include "turso/sql_scan.hpp"

#include "turso/sql_tokens.hpp"

#include <algorithm>
#include <initializer_list>

namespace ws::turso
{
namespace
{

bool is_any(const sql_token& t, std::initializer_list<std::string_view> keywords) noexcept
{
    return std::ranges::any_of(keywords, [&](auto keyword) { return t.is(keyword); });
}

bool ends_statement(const sql_token& t) noexcept { return t.kind == sql_token_kind::end || t.is(';'); }

/// Reads one statement after the other.
class scanner
{
public:
    explicit scanner(std::string_view sql) noexcept : tokens_(sql) { advance(); }

    [[nodiscard]] bool at_end() const noexcept { return now_.kind == sql_token_kind::end; }

    bool skip_semicolon() noexcept
    {
        const bool there = now_.is(';');
        if (there)
            advance();
        return there;
    }

    /// The statement in front, up to its semicolon.
    sql_traits statement() noexcept
    {
        sql_traits traits;
        if (take("EXPLAIN"))
        {
            if (take("QUERY"))
                take("PLAN");
            // Some pragmas take effect when they are merely prepared.
            traits.touches_connection = now_.is("PRAGMA");
            traits.reads_only = !traits.touches_connection;
        }
        else
        {
            verb(traits);
        }
        while (!ends_statement(now_))
            advance();
        return traits;
    }

private:
    void advance() noexcept { now_ = tokens_.next(); }

    bool take(std::string_view keyword) noexcept
    {
        const bool there = now_.is(keyword);
        if (there)
            advance();
        return there;
    }

    void verb(sql_traits& traits) noexcept
    {
        if (take("WITH") && !common_tables())
            return;
        traits.reads_only = is_any(now_, {"SELECT", "VALUES"});
        traits.inserts = is_any(now_, {"INSERT", "REPLACE"});
        traits.changes_rows = traits.inserts || is_any(now_, {"UPDATE", "DELETE"});
        traits.controls_transaction =
            is_any(now_, {"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"});
        traits.touches_connection = is_any(now_, {"PRAGMA", "ATTACH", "DETACH", "VACUUM"});
        if (take("CREATE"))
            creation(traits);
    }

    /// name [(columns)] AS [[NOT] MATERIALIZED] (query), ….
    /// False when it is not of that form.
    bool common_tables() noexcept
    {
        take("RECURSIVE");
        for (;;)
        {
            advance();
            if (now_.is('(') && !parentheses())
                return false;
            if (!take("AS"))
                return false;
            take("NOT");
            take("MATERIALIZED");
            if (!parentheses())
                return false;
            if (!now_.is(','))
                return true;
            advance();
        }
    }

    /// Past a pair of them and what is between; false when there is none in front.
    bool parentheses() noexcept
    {
        if (!now_.is('('))
            return false;
        std::size_t open = 0;
        do
        {
            if (ends_statement(now_))
                return false;
            if (now_.is('('))
                ++open;
            if (now_.is(')'))
                --open;
            advance();
        } while (open > 0);
        return true;
    }

    /// What follows CREATE. A table that is merely called temp is taken for a temporary one.
    void creation(sql_traits& traits) noexcept
    {
        bool trigger = false;
        while (!ends_statement(now_) && !now_.is('(') && !is_any(now_, {"AS", "BEGIN", "ON"}))
        {
            trigger = trigger || now_.is("TRIGGER");
            traits.touches_connection = traits.touches_connection || is_temp(now_);
            advance();
        }
        if (trigger)
            trigger_body();
    }

    static bool is_temp(sql_token t) noexcept
    {
        if (t.kind == sql_token_kind::quoted)
        {
            t.kind = sql_token_kind::word;
            t.text = t.text.substr(1, t.text.size() - std::min<std::size_t>(t.text.size(), 2));
        }
        return is_any(t, {"TEMP", "TEMPORARY"});
    }

    /// Statements of its own, each with a semicolon; then END, right after one of these.
    void trigger_body() noexcept
    {
        bool after_semicolon = false;
        while (!at_end() && !(after_semicolon && now_.is("END")))
        {
            after_semicolon = now_.is(';');
            advance();
        }
    }

    sql_tokens tokens_;
    sql_token now_;
};

} // namespace

sql_traits scan_sql(std::string_view sql) noexcept
{
    sql_traits all;
    all.empty = true;
    scanner statements(sql);
    while (!statements.at_end())
    {
        if (statements.skip_semicolon())
            continue;
        const auto one = statements.statement();
        all.reads_only = one.reads_only && (all.empty || all.reads_only);
        all.controls_transaction = all.controls_transaction || one.controls_transaction;
        all.touches_connection = all.touches_connection || one.touches_connection;
        all.inserts = all.inserts || one.inserts;
        all.changes_rows = all.changes_rows || one.changes_rows;
        all.empty = false;
    }
    return all;
}

} // namespace ws::turso
