#include "turso/sqlite_codes.hpp"

#include <ws/turso/error.hpp>

#include <fmt/format.h>

#include <sqlite3.h>
#include <utility>

namespace ws::turso
{
namespace
{

using boost::system::error_category;
using boost::system::error_code;

/// The name for programs and logs, and the words for people.
std::pair<std::string_view, std::string_view> wording_of(errc e) noexcept
{
    switch (e)
    {
    case errc::bad_url:
        return {"bad_url", "the database URL is not valid"};
    case errc::bad_argument:
        return {"bad_argument", "an argument cannot be bound"};
    case errc::no_row:
        return {"no_row", "no row where one was expected"};
    case errc::too_many_rows:
        return {"too_many_rows", "more rows than one"};
    case errc::type_mismatch:
        return {"type_mismatch", "a result does not fit the type it is read as"};
    case errc::timed_out:
        return {"timed_out", "the deadline passed"};
    case errc::cancelled:
        return {"cancelled", "cancelled by the caller"};
    case errc::queue_full:
        return {"queue_full", "too many calls wait already"};
    case errc::unsupported:
        return {"unsupported", "not possible with this server or database"};
    case errc::tx_closed:
        return {"tx_closed", "the transaction has ended before"};
    case errc::tx_lost:
        return {"tx_lost", "the transaction is lost and nothing of it is stored"};
    case errc::tx_aborted:
        return {"tx_aborted", "skipped because a statement before it failed"};
    case errc::commit_outcome_unknown:
        return {"commit_outcome_unknown", "it is not known whether the transaction was committed"};
    case errc::stream_lost:
        return {"stream_lost", "the server no longer knows the stream"};
    case errc::base_url_refused:
        return {"base_url_refused", "the server wants to go on at an address that is not trusted"};
    case errc::protocol:
        return {"protocol", "the answer breaks the protocol"};
    case errc::truncated:
        return {"truncated", "the answer ended early"};
    case errc::response_too_large:
        return {"response_too_large", "the answer is larger than allowed"};
    case errc::unauthorized:
        return {"unauthorized", "the server refused the token"};
    case errc::rate_limited:
        return {"rate_limited", "the server limits how often it is asked"};
    case errc::server_error:
        return {"server_error", "the server failed"};
    case errc::connection_failed:
        return {"connection_failed", "no answer from the server"};
    case errc::shut_down:
        return {"shut_down", "the client is closed"};
    case errc::migration_edited:
        return {"migration_edited", "an applied migration is not the one it was"};
    case errc::database_newer:
        return {"database_newer", "the database has a migration that this program does not know"};
    case errc::migrations_pending:
        return {"migrations_pending", "the database lacks a migration that this program needs"};
    }
    return {"unknown", "unknown database error"};
}

std::string_view name_of(condition c) noexcept
{
    switch (c)
    {
    case condition::unique_violation:
        return "unique_violation";
    case condition::foreign_key_violation:
        return "foreign_key_violation";
    case condition::not_null_violation:
        return "not_null_violation";
    case condition::check_violation:
        return "check_violation";
    case condition::constraint_violation:
        return "constraint_violation";
    case condition::busy:
        return "busy";
    case condition::auth:
        return "auth";
    case condition::throttled:
        return "throttled";
    }
    return "unknown";
}

bool sqlite_code_is(int code, condition asked) noexcept
{
    constexpr int primary_bits = 0xff;
    const int primary = code & primary_bits;
    switch (asked)
    {
    case condition::unique_violation:
        return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
               code == SQLITE_CONSTRAINT_ROWID;
    case condition::foreign_key_violation:
        return code == SQLITE_CONSTRAINT_FOREIGNKEY;
    case condition::not_null_violation:
        return code == SQLITE_CONSTRAINT_NOTNULL;
    case condition::check_violation:
        return code == SQLITE_CONSTRAINT_CHECK;
    case condition::constraint_violation:
        return primary == SQLITE_CONSTRAINT;
    case condition::busy:
        return primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
    case condition::auth:
        return primary == SQLITE_AUTH;
    case condition::throttled:
        return false;
    }
    return false;
}

bool client_code_is(errc e, condition asked) noexcept
{
    if (asked == condition::auth)
        return e == errc::unauthorized;
    if (asked == condition::throttled)
        return e == errc::queue_full || e == errc::rate_limited;
    return false;
}

// NOLINTBEGIN(cppcoreguidelines-virtual-class-destructor): the base has none, and nobody deletes them
class client_errors final : public error_category
{
public:
    const char* name() const noexcept override { return "turso"; }
    std::string message(int code) const override
    {
        return std::string(wording_of(static_cast<errc>(code)).second);
    }
};

class sqlite_errors final : public error_category
{
public:
    const char* name() const noexcept override { return "sqlite"; }
    std::string message(int code) const override { return sqlite3_errstr(code); }
};

class conditions final : public error_category
{
public:
    const char* name() const noexcept override { return "turso.condition"; }
    std::string message(int code) const override
    {
        return std::string(name_of(static_cast<condition>(code)));
    }

    bool equivalent(const error_code& code, int asked) const noexcept override
    {
        if (code.category() == sqlite_category())
            return sqlite_code_is(code.value(), static_cast<condition>(asked));
        if (code.category() == client_category())
            return client_code_is(static_cast<errc>(code.value()), static_cast<condition>(asked));
        return false;
    }
};
// NOLINTEND(cppcoreguidelines-virtual-class-destructor)

/// One word for what went wrong.
std::string kind_of(const error_code& code)
{
    for (const auto c :
         {condition::unique_violation, condition::foreign_key_violation, condition::not_null_violation,
          condition::check_violation, condition::constraint_violation, condition::busy})
        if (code == c)
            return std::string(name_of(c));
    if (code.category() == client_category())
        return std::string(wording_of(static_cast<errc>(code.value())).first);
    if (code.category() == sqlite_category())
        return std::string(sqlite_name_of(code.value()));
    return code.to_string();
}

} // namespace

std::string_view to_string(outcome o) noexcept
{
    switch (o)
    {
    case outcome::not_executed:
        return "not executed";
    case outcome::executed:
        return "executed";
    case outcome::unknown:
        return "outcome unknown";
    }
    return "?";
}

const error_category& client_category() noexcept
{
    static const client_errors instance;
    return instance;
}

const error_category& sqlite_category() noexcept
{
    static const sqlite_errors instance;
    return instance;
}

const error_category& condition_category() noexcept
{
    static const conditions instance;
    return instance;
}

std::string describe(const error& e)
{
    const auto kind = kind_of(e.code);
    std::string details;
    const auto add = [&](const std::string& detail) { details += (details.empty() ? "" : ", ") + detail; };
    if (!e.server_code.empty() && e.server_code != kind)
        add(e.server_code);
    if (e.statement)
        add(fmt::format("statement {}", *e.statement));
    if (e.http_status != 0)
        add(fmt::format("HTTP {}", e.http_status));
    if (e.what_happened == outcome::unknown)
        add(std::string(to_string(e.what_happened)));
    if (e.attempts > 1)
        add(fmt::format("{} attempts", e.attempts));
    return fmt::format(
        "{}: {}{}", kind, e.message.empty() ? e.code.message() : e.message,
        details.empty() ? "" : " (" + details + ")");
}

failure::failure(error e) : std::runtime_error(describe(e)), why_(std::move(e)) {}

void throw_exception_from_error(const error& e, const boost::source_location& /*where*/) { throw failure(e); }

} // namespace ws::turso
