#pragma once

#include <ws/turso/client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace ws::turso
{

/// Whether a function may run again from its beginning.
enum class rerun : std::uint8_t
{
    never,
    /// Up to twice more, when the transaction was lost or the database busy and nothing of
    /// it is stored. The function must have no effect outside the transaction that a
    /// second run would spoil.
    when_lost,
};

namespace detail
{

template <class T>
struct awaited;
template <class T, class Executor>
struct awaited<boost::asio::awaitable<result<T>, Executor>>
{
    using value_type = T;
    using executor_type = Executor;
};

constexpr unsigned most_runs = 3;

/// Nothing of the transaction is stored, and another run may fare better.
inline bool may_run_again(const error& e)
{
    return e.what_happened != outcome::unknown && (e.code == errc::tx_lost || e.code == condition::busy);
}

} // namespace detail

/// Runs `body(tx)`, a coroutine that gives awaitable<result<T>>, and commits when it gives a
/// value; rolls back when it gives an error or throws. Gives the body's value, its error, or
/// the error of the commit.
///
///     auto moved = co_await with_transaction(db, [&](transaction& tx) -> net::task<result<>> { … });
template <class Body>
auto with_transaction(client db, Body body, tx_options mode = {}, rerun again = rerun::never)
    -> std::invoke_result_t<Body&, transaction&>
{
    using traits = detail::awaited<std::invoke_result_t<Body&, transaction&>>;
    using answer = result<typename traits::value_type>;
    boost::asio::use_awaitable_t<typename traits::executor_type> use{};
    for (unsigned runs = 1;; ++runs)
    {
        auto tx = co_await db.begin(mode, {}, use);
        if (!tx)
            co_return std::move(tx).error();
        // A throwing body leaves through `tx`, whose destructor rolls back.
        answer given = co_await body(*tx);
        std::optional<error> why;
        if (given)
        {
            auto committed = co_await tx->commit({}, use);
            if (committed)
                co_return given;
            why = std::move(committed).error();
        }
        else
        {
            why = std::move(given).error();
        }
        if (tx->state() == tx_state::active || tx->state() == tx_state::fresh)
            (void)co_await tx->rollback({}, use);
        if (again == rerun::never || runs == detail::most_runs || !detail::may_run_again(*why))
            co_return std::move(*why);
    }
}

} // namespace ws::turso
