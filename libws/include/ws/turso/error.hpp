#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ws::turso
{

/// What became of a call's effects.
enum class outcome : std::uint8_t
{
    not_executed, ///< proven: nothing of it is stored
    executed,     ///< the server told what happened; of a script, part of it may be stored
    unknown,      ///< it may be stored or not; look before you repeat it
};

std::string_view to_string(outcome o) noexcept;

/// Failures of the client itself. Errors of SQL are in sqlite_category().
enum class errc
{
    bad_url = 1,
    bad_argument,           ///< cannot be bound: not finite, not UTF-8, mixed named and positional
    no_row,                 ///< query_one() found none
    too_many_rows,          ///< query_one() found more than one
    type_mismatch,          ///< a cell or the columns do not fit the row type
    timed_out,              ///< the deadline passed
    cancelled,              ///< through the handler's cancellation slot
    queue_full,             ///< options::max_queue calls wait already
    unsupported,            ///< this server or backend cannot do that
    tx_closed,              ///< the transaction was committed or rolled back before
    tx_lost,                ///< the transaction ended behind our back; nothing of it is stored
    tx_aborted,             ///< skipped, because a statement before it failed
    commit_outcome_unknown, ///< the answer to COMMIT was lost
    stream_lost,            ///< the server no longer knows the stream
    base_url_refused,       ///< the server wants us to go on at another host
    protocol,               ///< the answer is none that the protocol has
    truncated,              ///< the answer ended early
    response_too_large,     ///< beyond options::max_response_bytes, or the server's own limit
    unauthorized,           ///< the server refused the token
    rate_limited,           ///< 429, and it stayed so
    server_error,           ///< another HTTP status that is no success
    connection_failed,      ///< no answer: refused, unknown host, TLS, connection lost
    shut_down,              ///< the client is closing or closed
    migration_edited,       ///< an applied migration's text is not the one it was
    database_newer,         ///< the database has a migration that this program does not know
    migrations_pending,     ///< the database lacks a migration that this program needs
};

/// Questions to ask of any error's code, whichever server it came from:
/// `if (e.code == condition::unique_violation)`.
enum class condition
{
    unique_violation = 1, ///< UNIQUE or PRIMARY KEY
    foreign_key_violation,
    not_null_violation,
    check_violation,
    constraint_violation, ///< any of the four, or another
    busy,                 ///< the database is locked by another; trying again may help
    auth,
    throttled, ///< queue_full, rate_limited
};

const boost::system::error_category& client_category() noexcept;
/// Numbers are SQLite's primary and extended result codes.
const boost::system::error_category& sqlite_category() noexcept;
const boost::system::error_category& condition_category() noexcept;

inline boost::system::error_code make_error_code(errc e) noexcept
{
    return {static_cast<int>(e), client_category()};
}
inline boost::system::error_condition make_error_condition(condition c) noexcept
{
    return {static_cast<int>(c), condition_category()};
}

/// Why a call failed. Holds no argument, no token and no SQL text of ours.
struct error
{
    boost::system::error_code code;
    outcome what_happened = outcome::not_executed;
    std::string message;                  ///< for people; the server's words where it had some
    std::string server_code;              ///< as the server spelled it, e.g. "SQLITE_CONSTRAINT"; may be ""
    std::optional<std::size_t> statement; ///< index of the statement that failed, in a batch
    unsigned http_status = 0;             ///< 0: no HTTP answer, or it was 200
    unsigned attempts = 0;                ///< how often the request was sent
    std::chrono::seconds retry_after{0};  ///< when the server asked to wait
};

/// "unique_violation: UNIQUE constraint failed: users.mail (SQLITE_CONSTRAINT)", for logs.
std::string describe(const error& e);

/// What value() of a failed result throws.
class failure : public std::runtime_error
{
public:
    explicit failure(error e);
    [[nodiscard]] const error& why() const noexcept { return why_; }

private:
    error why_;
};

[[noreturn]] void throw_exception_from_error(const error& e, const boost::source_location& where);

/// A value, or why there is none.
template <class T = void>
using result = boost::system::result<T, error>;

} // namespace ws::turso

template <>
struct boost::system::is_error_code_enum<ws::turso::errc> : std::true_type
{
};

template <>
struct boost::system::is_error_condition_enum<ws::turso::condition> : std::true_type
{
};
