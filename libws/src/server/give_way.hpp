#pragma once

#include <ws/net/awaitable.hpp>

#include <boost/asio/post.hpp>

#include <cstddef>

namespace ws::server
{

/// Lets the loop's other work run now and then: call it for each of many things
/// that are done in one go, with how many were done before.
inline net::task<void> give_way(std::size_t done)
{
    constexpr std::size_t at_once = 64;
    if (done > 0 && done % at_once == 0)
        co_await net::asio::post(net::use_task);
}

} // namespace ws::server
