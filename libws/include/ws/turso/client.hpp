#pragma once

#include <ws/turso/error.hpp>
#include <ws/turso/mapped_completion.hpp>
#include <ws/turso/metrics.hpp>
#include <ws/turso/options.hpp>
#include <ws/turso/program.hpp>
#include <ws/turso/rows.hpp>
#include <ws/turso/statement.hpp>
#include <ws/turso/transaction.hpp>
#include <ws/turso/typed_result.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::turso
{

class client_core;

/// A database: at a server (Turso, sqld) or in this process.
///
/// A handle: copying it is cheap and all copies are the same client. Thread safe; calls
/// complete through the executor of their handler. Every call is bounded by its deadline
/// and honours its handler's cancellation slot (terminal, partial or total). Failures are
/// values: each completes with result<…>, whose error tells what became of the effects.
///
///     auto users = co_await db.query<user>(sql("SELECT id, name FROM users WHERE org = ?", org));
///
/// The last copy that goes, shutdown() before or not, ends what is under way with
/// errc::shut_down.
class client
{
public:
    /// Checks the options; no I/O. `executor` runs the client's work (on a strand of it).
    /// Errors: errc::bad_url, errc::bad_argument (an option that cannot be).
    static result<client> open(const boost::asio::any_io_executor& executor, options how);

    /// One statement. Completes with result<rows>.
    template <boost::asio::completion_token_for<void(result<rows>)> Token = boost::asio::deferred_t>
    auto execute(statement what, call_options how = {}, Token&& token = Token())
    {
        return initiate<rows>(&client::start_execute, std::forward<Token>(token), std::move(what), how);
    }

    /// One statement whose rows become Row (see typed_rows.hpp). Completes with result<std::vector<Row>>.
    template <class Row, class Token = boost::asio::deferred_t>
    auto query(statement what, call_options how = {}, Token&& token = Token())
    {
        return initiate_mapped<rows, std::vector<Row>>(
            &client::start_execute, &rows_as<Row>, std::forward<Token>(token), std::move(what), how);
    }

    /// The one row of a statement. Completes with result<Row>; errc::no_row, errc::too_many_rows.
    template <class Row, class Token = boost::asio::deferred_t>
    auto query_one(statement what, call_options how = {}, Token&& token = Token())
    {
        return initiate_mapped<rows, Row>(
            &client::start_execute, &row_as<Row>, std::forward<Token>(token), std::move(what), how);
    }

    /// All statements in one transaction and one round trip, or none. Completes with
    /// result<std::vector<rows>>; error::statement is the index of the one that failed.
    template <
        boost::asio::completion_token_for<void(result<std::vector<rows>>)> Token = boost::asio::deferred_t>
    auto batch(tx_mode mode, std::vector<statement> what, call_options how = {}, Token&& token = Token())
    {
        return initiate<std::vector<rows>>(
            &client::start_batch, std::forward<Token>(token), mode, std::move(what), how);
    }

    /// A program as it is, in one round trip and in no transaction of ours. What it leaves
    /// open is rolled back. Completes with result<program_result>.
    template <boost::asio::completion_token_for<void(result<program_result>)> Token = boost::asio::deferred_t>
    auto run(program what, call_options how = {}, Token&& token = Token())
    {
        return initiate<program_result>(
            &client::start_program, std::forward<Token>(token), std::move(what), how);
    }

    /// SQL of several statements without arguments, until the first that fails. Not atomic:
    /// what ran before stays, unless the text itself says BEGIN. Completes with result<>.
    template <boost::asio::completion_token_for<void(result<>)> Token = boost::asio::deferred_t>
    auto run_script(std::string_view text, call_options how = {}, Token&& token = Token())
    {
        return initiate<void>(&client::start_script, std::forward<Token>(token), std::string(text), how);
    }

    /// What a statement is, without running it. Completes with result<statement_description>.
    template <
        boost::asio::completion_token_for<void(result<statement_description>)> Token =
            boost::asio::deferred_t>
    auto describe(std::string_view text, call_options how = {}, Token&& token = Token())
    {
        return initiate<statement_description>(
            &client::start_describe, std::forward<Token>(token), std::string(text), how);
    }

    /// An interactive transaction; waits until one of options::max_transactions is free.
    /// BEGIN travels with its first statement. Completes with result<transaction>.
    template <boost::asio::completion_token_for<void(result<transaction>)> Token = boost::asio::deferred_t>
    auto begin(tx_options mode = {}, call_options how = {}, Token&& token = Token())
    {
        return initiate<transaction>(&client::start_begin, std::forward<Token>(token), mode, how);
    }

    /// Takes no new calls (errc::shut_down), waits up to `grace` for those under way, then
    /// ends them. Completes with result<>, always a success.
    template <boost::asio::completion_token_for<void(result<>)> Token = boost::asio::deferred_t>
    auto shutdown(std::chrono::milliseconds grace, Token&& token = Token())
    {
        return initiate<void>(&client::start_shutdown, std::forward<Token>(token), grace);
    }

    /// The strand on which the client works.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const;

    /// options::deadline.
    [[nodiscard]] std::chrono::milliseconds default_deadline() const noexcept;

    /// Thread safe; the numbers may be a moment old.
    [[nodiscard]] client_stats stats() const;

private:
    template <class T>
    using handler_of = boost::asio::any_completion_handler<void(result<T>)>;

    explicit client(std::shared_ptr<client_core> core) : core_(std::move(core)) {}

    // The operations hold the client, so that a deferred one may outlive this handle.
    template <class T, class Start, class Token, class... Args>
    auto initiate(Start start, Token&& token, Args... args)
    {
        auto begin = [self = *this, start](auto handler, Args... a) mutable
        { (self.*start)(handler_of<T>(std::move(handler)), std::move(a)...); };
        return boost::asio::async_initiate<Token, void(result<T>)>(
            std::move(begin), token, std::move(args)...);
    }

    template <class From, class To, class Start, class Map, class Token, class... Args>
    auto initiate_mapped(Start start, Map map, Token&& token, Args... args)
    {
        auto begin = [self = *this, start, map](auto handler, Args... a) mutable
        {
            auto mapped = mapped_completion<Map, decltype(handler)>(map, std::move(handler));
            (self.*start)(handler_of<From>(std::move(mapped)), std::move(a)...);
        };
        return boost::asio::async_initiate<Token, void(result<To>)>(
            std::move(begin), token, std::move(args)...);
    }

    void start_execute(handler_of<rows> done, statement what, call_options how);
    void start_batch(
        handler_of<std::vector<rows>> done, tx_mode mode, std::vector<statement> what, call_options how);
    void start_program(handler_of<program_result> done, program what, call_options how);
    void start_script(handler_of<void> done, std::string text, call_options how);
    void start_describe(handler_of<statement_description> done, std::string text, call_options how);
    void start_begin(handler_of<transaction> done, tx_options mode, call_options how);
    void start_shutdown(handler_of<void> done, std::chrono::milliseconds grace);

    std::shared_ptr<client_core> core_;
};

} // namespace ws::turso
