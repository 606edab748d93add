#pragma once

#include <ws/net/awaitable.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>

namespace ws::test
{

/// Something slow: while it is shut, whoever comes waits.
class gate
{
public:
    explicit gate(net::executor ex) : bell_(ex, timer::time_point::max()) {}

    void shut() { open_ = false; }
    /// Those who wait go on in the loop's next turn.
    void open()
    {
        open_ = true;
        bell_.cancel();
    }
    [[nodiscard]] std::size_t waiting() const { return waiting_; }

    net::task<void> pass()
    {
        ++waiting_;
        while (!open_)
            co_await bell_.async_wait(net::asio::as_tuple(net::use_task));
        --waiting_;
    }

private:
    using timer = net::asio::basic_waitable_timer<
        std::chrono::steady_clock, net::asio::wait_traits<std::chrono::steady_clock>, net::executor>;

    timer bell_;
    bool open_ = true;
    std::size_t waiting_ = 0;
};

} // namespace ws::test
