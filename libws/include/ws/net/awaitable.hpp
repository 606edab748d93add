#pragma once

#include <ws/net/executor.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ws::net
{

/// A coroutine of a shard.
template <class T = void>
using task = boost::asio::awaitable<T, executor>;

/// The completion token for waiting inside one.
inline constexpr boost::asio::use_awaitable_t<executor> use_task{};

} // namespace ws::net
