#include "lingering_close.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>

#include <array>

namespace ws::net
{
namespace
{

constexpr std::chrono::milliseconds longest{2'000};
/// More than the kernels of both sides hold before a sender can have read the answer. It costs the sender
/// more than us.
constexpr std::size_t most_bytes = 16 * 1024 * 1024;

} // namespace

task<void> lingering_close(tcp_socket& socket, timer_wheel& wheel)
{
    boost::system::error_code ignored;
    socket.shutdown(tcp_socket::shutdown_send, ignored);

    timer_wheel::timer deadline(
        wheel,
        [&socket]
        {
            boost::system::error_code none;
            socket.close(none);
        });
    deadline.schedule_after(longest);
    std::array<char, 4096> sink;
    for (std::size_t swallowed = 0; swallowed < most_bytes && socket.is_open();)
    {
        const auto [ec, n] = co_await socket.async_read_some(asio::buffer(sink), asio::as_tuple(use_task));
        if (ec)
            break;
        swallowed += n;
    }
    socket.close(ignored);
}

} // namespace ws::net
