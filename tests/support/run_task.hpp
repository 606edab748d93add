#pragma once

#include <ws/net/awaitable.hpp>

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace ws::test
{

/// Runs a coroutine to its end, and with it whatever else the loop has to do
/// meanwhile; gives its value or throws what it threw. Throws std::logic_error
/// when the loop runs dry before: the coroutine waits for something that nothing
/// will do.
template <class T>
T run(net::asio::io_context& io, net::task<T> op)
{
    using slot = std::conditional_t<std::is_void_v<T>, bool, T>;
    std::optional<slot> value;
    std::exception_ptr failure;
    bool ended = false;
    // Generic, because the handler of a task without a value has one parameter less.
    auto on_end = [&](std::exception_ptr thrown, auto&&... result)
    {
        failure = std::move(thrown);
        ended = true;
        if constexpr (sizeof...(result) > 0)
            value.emplace(std::forward<decltype(result)>(result)...);
    };
    net::asio::co_spawn(io.get_executor(), std::move(op), std::move(on_end));
    io.restart();
    while (!ended && io.run_one() > 0)
    {
    }
    if (!ended)
        throw std::logic_error("the task waits for something that nothing will do");
    if (failure)
        std::rethrow_exception(failure);
    if constexpr (!std::is_void_v<T>)
        return std::move(*value);
}

} // namespace ws::test
