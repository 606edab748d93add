#include "server/api_run.hpp"

#include "server/give_way.hpp"

#include <ws/net/task_group.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace ws::server
{
namespace
{

constexpr std::size_t max_under_way = 1024;

net::task<void> run_one(realtime::node& node, api_call& call, api_reply& reply)
{
    reply = co_await call(node);
}

} // namespace

net::task<std::vector<api_reply>> run_in_order(realtime::node& node, std::vector<api_call> calls)
{
    std::vector<api_reply> replies;
    replies.reserve(calls.size());
    for (api_call& call : calls)
    {
        co_await give_way(replies.size());
        auto reply = co_await call(node);
        replies.push_back(std::move(reply));
    }
    co_return replies;
}

net::task<std::vector<api_reply>> run_in_parallel(realtime::node& node, std::vector<api_call> calls)
{
    // A call that ends by an exception keeps this reply; the group logs why.
    std::vector<api_reply> replies(calls.size(), api_reply(realtime::error::internal));
    net::task_group group(co_await net::asio::this_coro::executor);
    // The calls write to this frame: a cancelled request waits for them all the same.
    co_await net::asio::this_coro::throw_if_cancelled(false);
    for (std::size_t begin = 0; begin < calls.size(); begin += max_under_way)
    {
        const std::size_t end = std::min(calls.size(), begin + max_under_way);
        for (std::size_t i = begin; i < end; ++i)
            group.spawn(run_one(node, calls[i], replies[i]));
        co_await group.join();
    }
    co_await net::asio::this_coro::throw_if_cancelled(true);
    co_return replies;
}

} // namespace ws::server
