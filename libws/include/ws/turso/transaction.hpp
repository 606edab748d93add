#pragma once

#include <ws/turso/error.hpp>
#include <ws/turso/mapped_completion.hpp>
#include <ws/turso/options.hpp>
#include <ws/turso/rows.hpp>
#include <ws/turso/statement.hpp>
#include <ws/turso/typed_result.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ws::turso
{

class transaction_core;

enum class tx_state : std::uint8_t
{
    fresh,    ///< nothing was sent yet, not even BEGIN
    active,   ///< statements ran
    finished, ///< committed or rolled back
    lost,     ///< ended behind our back, or nobody knows: every further call fails
};

/// An interactive transaction.
///
/// Destroyed while open, it is rolled back in the background. Calls one after the other:
/// concurrent ones are carried out in their order. A statement that fails leaves the
/// transaction usable, as SQLite has it, unless it ended the transaction (OR ROLLBACK):
/// then, and after a stolen lock, every later call fails with errc::tx_lost and stores nothing.
/// A cancelled or timed-out call makes it lost.
class transaction
{
public:
    transaction(transaction&&) noexcept = default;
    transaction& operator=(transaction&&) noexcept;
    ~transaction();

    /// Completes with result<rows>. Errors beside those of the statement: errc::tx_lost,
    /// errc::tx_closed.
    template <boost::asio::completion_token_for<void(result<rows>)> Token = boost::asio::deferred_t>
    auto execute(statement what, call_options how = {}, Token&& token = Token())
    {
        return initiate<rows>(&transaction_starts::execute, std::forward<Token>(token), std::move(what), how);
    }

    /// See client::query().
    template <class Row, class Token = boost::asio::deferred_t>
    auto query(statement what, call_options how = {}, Token&& token = Token())
    {
        return initiate_mapped<rows, std::vector<Row>>(
            &transaction_starts::execute, &rows_as<Row>, std::forward<Token>(token), std::move(what), how);
    }

    /// See client::query_one().
    template <class Row, class Token = boost::asio::deferred_t>
    auto query_one(statement what, call_options how = {}, Token&& token = Token())
    {
        return initiate_mapped<rows, Row>(
            &transaction_starts::execute, &row_as<Row>, std::forward<Token>(token), std::move(what), how);
    }

    /// Statements in one round trip; stops at the first that fails, whose index is in
    /// error::statement. What ran before it stays part of the transaction.
    /// Completes with result<std::vector<rows>>.
    template <
        boost::asio::completion_token_for<void(result<std::vector<rows>>)> Token = boost::asio::deferred_t>
    auto batch(std::vector<statement> what, call_options how = {}, Token&& token = Token())
    {
        return initiate<std::vector<rows>>(
            &transaction_starts::batch, std::forward<Token>(token), std::move(what), how);
    }

    /// Completes with result<>. errc::tx_lost: nothing is stored. errc::commit_outcome_unknown:
    /// the answer was lost; store a key of your own in the transaction to find out. An error
    /// of SQL (a deferred foreign key, condition::busy) ends it too: nothing is stored.
    template <boost::asio::completion_token_for<void(result<>)> Token = boost::asio::deferred_t>
    auto commit(call_options how = {}, Token&& token = Token())
    {
        return initiate<void>(&transaction_starts::commit, std::forward<Token>(token), how);
    }

    /// Completes with result<>. Afterwards nothing of it is stored, whatever is answered.
    template <boost::asio::completion_token_for<void(result<>)> Token = boost::asio::deferred_t>
    auto rollback(call_options how = {}, Token&& token = Token())
    {
        return initiate<void>(&transaction_starts::rollback, std::forward<Token>(token), how);
    }

    /// As of the last completed call.
    [[nodiscard]] tx_state state() const noexcept;

private:
    friend class client_core;

    template <class T>
    using handler_of = boost::asio::any_completion_handler<void(result<T>)>;
    using core_pointer = std::shared_ptr<transaction_core>;

    struct transaction_starts
    {
        static void
        execute(const core_pointer& core, handler_of<rows> done, statement what, call_options how);
        static void batch(
            const core_pointer& core, handler_of<std::vector<rows>> done, std::vector<statement> what,
            call_options how);
        static void commit(const core_pointer& core, handler_of<void> done, call_options how);
        static void rollback(const core_pointer& core, handler_of<void> done, call_options how);
    };

    explicit transaction(core_pointer core) : core_(std::move(core)) {}

    template <class T, class Start, class Token, class... Args>
    auto initiate(Start start, Token&& token, Args... args)
    {
        auto begin = [core = core_, start](auto handler, Args... a)
        { start(core, handler_of<T>(std::move(handler)), std::move(a)...); };
        return boost::asio::async_initiate<Token, void(result<T>)>(
            std::move(begin), token, std::move(args)...);
    }

    template <class From, class To, class Start, class Map, class Token, class... Args>
    auto initiate_mapped(Start start, Map map, Token&& token, Args... args)
    {
        auto begin = [core = core_, start, map](auto handler, Args... a)
        {
            auto mapped = mapped_completion<Map, decltype(handler)>(map, std::move(handler));
            start(core, handler_of<From>(std::move(mapped)), std::move(a)...);
        };
        return boost::asio::async_initiate<Token, void(result<To>)>(
            std::move(begin), token, std::move(args)...);
    }

    core_pointer core_;
};

} // namespace ws::turso
