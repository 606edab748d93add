#pragma once

#include "turso/backend.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <utility>

/// How a call gets from its caller's thread to the client's strand and back.
namespace ws::turso
{

/// For waiting inside the client's coroutines: errors are values.
inline constexpr auto use_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

/// First thing in a call: cancellation of every kind ends a wait, as an error and not
/// as an exception.
inline task<void> heed_cancellation()
{
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::enable_total_cancellation());
    co_await boost::asio::this_coro::throw_if_cancelled(false);
}

inline task<bool> was_cancelled()
{
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    co_return state.cancelled() != boost::asio::cancellation_type::none;
}

/// Runs `call` on `strand` and completes `done` through its own executor. `owner` is kept
/// until then.
///
/// Not co_spawn's own forwarding of cancellation: that emits through a pointer which may
/// be gone when the emitting thread is not the strand's.
template <class Strand, class T>
void launch(
    const Strand& strand, std::shared_ptr<const void> owner, task<result<T>> call,
    boost::asio::any_completion_handler<void(result<T>)> done)
{
    namespace asio = boost::asio;
    auto signal = std::make_shared<asio::cancellation_signal>();
    if (auto slot = asio::get_associated_cancellation_slot(done); slot.is_connected())
        slot.assign([signal, strand](asio::cancellation_type type)
                    { asio::post(strand, [signal, type] { signal->emit(type); }); });

    // In a slot of its own: co_spawn would want a T without arguments when the call throws.
    auto given = std::make_shared<std::optional<result<T>>>();
    auto fill = [](task<result<T>> running, std::shared_ptr<std::optional<result<T>>> into) -> task<void>
    { into->emplace(co_await std::move(running)); };

    // Work on the caller's executor as long as its handler is owed.
    auto home = asio::get_associated_executor(done, strand);
    auto on_end = [signal, given, owner = std::move(owner), guard = asio::make_work_guard(home),
                   done = std::move(done)](std::exception_ptr thrown) mutable
    {
        auto deliver = [thrown, given = std::move(given), done = std::move(done)]() mutable
        {
            if (auto slot = asio::get_associated_cancellation_slot(done); slot.is_connected())
                slot.clear();
            if (thrown)
                std::rethrow_exception(thrown);
            std::move(done)(std::move(**given));
        };
        asio::dispatch(guard.get_executor(), std::move(deliver));
    };
    asio::co_spawn(
        strand, fill(std::move(call), given),
        asio::bind_cancellation_slot(signal->slot(), std::move(on_end)));
}

} // namespace ws::turso
