#include "curl_socket_watch.hpp"

namespace ws::net
{

using boost::asio::posix::descriptor_base;

curl_socket_watch::curl_socket_watch(const boost::asio::any_io_executor& executor, int fd, on_ready call)
    : descriptor_(executor), call_(std::move(call))
{
    descriptor_.assign(fd);
}

void curl_socket_watch::want(bool readable, bool writable)
{
    want_readable_ = readable;
    want_writable_ = writable;
    if (!readable && !writable && (waiting_readable_ || waiting_writable_))
        descriptor_.cancel();
    else
        arm();
}

void curl_socket_watch::close()
{
    over_ = true;
    boost::system::error_code ignored;
    descriptor_.close(ignored);
}

void curl_socket_watch::release()
{
    over_ = true;
    descriptor_.release();
}

void curl_socket_watch::arm()
{
    if (want_readable_ && !waiting_readable_)
    {
        waiting_readable_ = true;
        descriptor_.async_wait(
            descriptor_base::wait_read, [self = shared_from_this()](const auto&)
            { self->on_wait_over(self->waiting_readable_, self->want_readable_, readiness::readable); });
    }
    if (want_writable_ && !waiting_writable_)
    {
        waiting_writable_ = true;
        descriptor_.async_wait(
            descriptor_base::wait_write, [self = shared_from_this()](const auto&)
            { self->on_wait_over(self->waiting_writable_, self->want_writable_, readiness::writable); });
    }
}

// A wait that was cancelled counts as one that is over: libcurl's sockets do not block,
// so to look in vain costs one system call, and missing an event would cost the transfer.
void curl_socket_watch::on_wait_over(bool& waiting, const bool& wanted, readiness what)
{
    waiting = false;
    if (over_)
        return;
    if (wanted)
        call_(descriptor_.native_handle(), what);
    if (!over_)
        arm();
}

} // namespace ws::net
