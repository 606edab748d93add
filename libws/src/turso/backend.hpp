#pragma once

#include <ws/base/clock.hpp>
#include <ws/turso/error.hpp>
#include <ws/turso/options.hpp>
#include <ws/turso/program.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What is behind a client: a server, or a file. Both give the same answers.
namespace ws::turso
{

/// The client's own coroutines: they run on its strand, whatever it is made of.
template <class T>
using task = boost::asio::awaitable<T>;

/// SQL text of several statements, run one after the other until one fails.
struct script
{
    std::string sql;
};

/// Ask what a statement is, without running it.
struct description_request
{
    std::string sql;
};

/// One request to a database.
struct work
{
    std::variant<program, script, description_request> what;
    steady_time deadline;
    /// It only reads, as the scanner sees it (sql_scan.hpp): an embedded database may
    /// use a reading connection, and a lost answer does no harm.
    bool reads_only = false;
    /// Reading, or promised to be idempotent by the caller.
    bool may_repeat = false;
    /// Report whether the connection is in a transaction afterwards.
    bool wants_autocommit = false;
};

/// The answer: the alternative of the request's kind.
struct answer
{
    std::variant<program_result, std::monostate, statement_description> what;
    /// Only if it was asked for and the server can tell.
    std::optional<bool> autocommit;
};

/// See session::run().
inline bool left_all_as_it_was(const error& of_whole)
{
    return of_whole.code.category() == sqlite_category() && of_whole.what_happened == outcome::not_executed;
}

/// One connection to the database, with the transaction it may be in. One call at a time.
class session
{
public:
    /// Gives the connection back without waiting; an open transaction is rolled back.
    virtual ~session() = default;

    /// `last`: close the session behind the request, in the same round trip.
    /// An error of one statement is inside the answer; an error of the whole means that
    /// the session is lost, and is followed by errors only (errc::stream_lost), but for one
    /// of SQL that is not_executed: the text could not be read, and nothing has changed.
    /// Cancellation is terminal: the session is lost then too.
    virtual task<result<answer>> run(const work& w, bool last) = 0;
};

/// Called on the client's strand only.
class backend
{
public:
    virtual ~backend() = default;

    /// Runs `w` in a connection of its own, in which nothing stays open behind it.
    /// One attempt: repeating is the caller's decision, by error::what_happened and code.
    virtual task<result<answer>> run(const work& w) = 0;

    /// `writes`: the session will write (an embedded database then gives it the one
    /// writing connection). Takes no time; the first run() may wait for the connection.
    virtual std::unique_ptr<session> open_session(bool writes) = 0;

    /// How a transaction of that kind begins here.
    [[nodiscard]] virtual std::string_view begin_text(tx_mode mode) const = 0;

    /// Ends everything under way with errc::shut_down; returns when nothing runs any more.
    virtual task<void> stop() = 0;
};

} // namespace ws::turso
