#pragma once

#include <ws/net/http_server.hpp>
#include <ws/net/wheel_driver.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

namespace ws::test
{

/// An http_server on a free port of 127.0.0.1, with a thread of its own.
/// Whatever is still open when it goes is reset.
class http_server_thread
{
public:
    explicit http_server_thread(net::router table, net::http_server_options options = {})
        : table_(std::move(table)), server_(io_.get_executor(), wheel_, budget_, table_, std::move(options))
    {
        if (!server_.listen())
            throw std::runtime_error("cannot listen");
        port_ = server_.port();
        server_.start();
        driver_.start();
        auto end = [this](const std::exception_ptr&) { driver_.stop(); };
        // join() alone would return at once where nothing has connected yet:
        // the accept loop is a task too, so it does not.
        net::asio::co_spawn(io_.get_executor(), server_.join(), std::move(end));
        thread_ = std::thread([this] { io_.run(); });
    }

    ~http_server_thread()
    {
        if (thread_.joinable())
        {
            net::asio::post(io_, [this] { server_.abort(); });
            thread_.join();
        }
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Runs `call` on the server's thread and gives what it returns.
    template <class Call>
    auto on_loop(Call call)
    {
        std::packaged_task<decltype(call())()> work(std::move(call));
        auto done = work.get_future();
        net::asio::post(io_, [&work] { work(); });
        return done.get();
    }

    void stop()
    {
        on_loop([this] { server_.stop(); });
    }
    void abort()
    {
        on_loop([this] { server_.abort(); });
    }
    std::size_t connection_count()
    {
        return on_loop([this] { return server_.connection_count(); });
    }

    /// Returns when join() has, after stop() or abort().
    void wait_until_ended() { thread_.join(); }

private:
    net::asio::io_context io_{1};
    net::timer_wheel wheel_{std::chrono::steady_clock::now()};
    net::send_budget budget_{64 * 1024 * 1024};
    net::wheel_driver driver_{io_.get_executor(), wheel_};
    net::router table_;
    net::http_server server_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

} // namespace ws::test
