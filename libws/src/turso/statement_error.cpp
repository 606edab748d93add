#include "turso/sqlite_codes.hpp"

#include <algorithm>
#include <array>

namespace ws::turso
{
namespace
{

using boost::system::error_code;

constexpr int sqlite_error = 1;
constexpr int sqlite_busy = 5;
constexpr int sqlite_locked = 6;
constexpr int sqlite_constraint = 19;
constexpr int sqlite_auth = 23;

error_code sqlite(int number) { return {number, sqlite_category()}; }

/// What servers put before SQLite's own words.
constexpr auto server_heads = std::to_array<std::string_view>({
    "SQLite error: ",
    "SQLite input error: ",
    "SQL input error: ",
    "Runtime error: ",
    "Parse error: ",
    "error executing a request on the primary: ",
});

std::string_view without_server_heads(std::string_view message)
{
    for (;;)
    {
        const auto head = std::ranges::find_if(server_heads, [&](auto h) { return message.starts_with(h); });
        if (head == server_heads.end())
            return message;
        message.remove_prefix(head->size());
    }
}

/// SQLite's own words never change: what they tell where the code tells less.
/// A primary key's violation reads as UNIQUE does.
std::optional<int> code_by_message(std::string_view message)
{
    struct fixed_head
    {
        std::string_view text;
        int code;
    };
    constexpr auto heads = std::to_array<fixed_head>({
        {"UNIQUE constraint failed: ", sqlite_constraint | 8 << 8},
        {"FOREIGN KEY constraint failed", sqlite_constraint | 3 << 8},
        {"NOT NULL constraint failed: ", sqlite_constraint | 5 << 8},
        {"CHECK constraint failed: ", sqlite_constraint | 1 << 8},
        {"database is locked", sqlite_busy},
        {"database table is locked", sqlite_locked},
    });
    const auto head = std::ranges::find_if(heads, [&](const auto& h) { return message.starts_with(h.text); });
    return head == heads.end() ? std::nullopt : std::optional(head->code);
}

/// The codes that are no result codes of SQLite.
error_code server_code_of(std::string_view code)
{
    struct meaning
    {
        std::string_view code;
        error_code means;
    };
    static const auto meanings = std::to_array<meaning>({
        {"BIND_ERROR", errc::bad_argument},
        {"BLOCKED", sqlite(sqlite_auth)},
        {"PROXY_ERROR", errc::server_error},
        {"RESPONSE_TOO_LARGE", errc::response_too_large},
        {"SQL_STORE_TOO_LARGE", errc::unsupported},
        {"SQL_STORE_TOO_MANY", errc::unsupported},
        {"STREAM_EXPIRED", errc::stream_lost},
        {"TRANSACTION_BUSY", sqlite(sqlite_busy)},
        {"TRANSACTION_TIMEOUT", errc::tx_lost},
        {"UNICODE_ERROR", errc::type_mismatch},
    });
    if (const auto found = std::ranges::find(meanings, code, &meaning::code); found != meanings.end())
        return found->means;
    if (code.starts_with("ARGS_"))
        return errc::bad_argument;
    if (code.starts_with("AUTH_"))
        return errc::unauthorized;
    return sqlite(sqlite_error);
}

/// The most exact of what the three tell.
error_code best_code(std::string_view message, std::string_view code, std::string_view extended_code)
{
    // Extended codes are the larger numbers, and plain SQLITE_ERROR the smallest of all.
    const auto number = std::max(sqlite_code_of(extended_code), sqlite_code_of(code));
    // Of a server's own codes only the vague ones leave room for a guess.
    const error_code by_server = number ? sqlite(*number) : server_code_of(code);
    if (by_server == sqlite(sqlite_error) || by_server == sqlite(sqlite_constraint))
        if (const auto exact = code_by_message(message))
            return sqlite(*exact);
    return by_server;
}

} // namespace

error statement_error(std::string_view message, std::string_view code, std::string_view extended_code)
{
    error e;
    e.message = without_server_heads(message);
    e.server_code = sqlite_code_of(extended_code) && !sqlite_code_of(code) ? extended_code : code;
    e.code = best_code(e.message, code, extended_code);
    // A replica that lost its primary does not know what the primary did.
    e.what_happened = code == "PROXY_ERROR" ? outcome::unknown : outcome::executed;
    return e;
}

bool cannot_be_read(const error& of_statement) noexcept
{
    constexpr auto codes =
        std::to_array<std::string_view>({"SQL_PARSE_ERROR", "SQL_NO_STATEMENT", "SQL_MANY_STATEMENTS"});
    return std::ranges::find(codes, of_statement.server_code) != codes.end();
}

} // namespace ws::turso
