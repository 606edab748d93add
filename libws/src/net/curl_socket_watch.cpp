#include "curl_socket_watch.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ws::net
{

using boost::asio::posix::descriptor_base;

namespace
{

int duplicate(int fd)
{
    const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        throw boost::system::system_error(errno, boost::system::generic_category(), "dup");
    return copy;
}

} // namespace

curl_socket_watch::curl_socket_watch(const boost::asio::any_io_executor& executor, int fd, on_ready call)
    : fd_(fd), descriptor_(executor), call_(std::move(call))
{
    enter(duplicate(fd));
}

void curl_socket_watch::enter(int copy)
{
    boost::system::error_code failure;
    descriptor_.assign(copy, failure);
    if (!failure)
        return;
    over_ = true;
    ::close(copy);
    throw boost::system::system_error(failure);
}

void curl_socket_watch::want(bool readable, bool writable)
{
    want_readable_ = readable;
    want_writable_ = writable;
    ever_read_ |= readable;
    if (readable && !writable)
        heed_writability_no_more();
    if (!readable && !writable && (waiting_readable_ || waiting_writable_))
        descriptor_.cancel();
    else
        arm();
}

// Asio, once it has asked the kernel for writability, never stops: each later wait for
// something to read would first wake the loop because the socket can be written to.
void curl_socket_watch::heed_writability_no_more()
{
    if (!heeds_writability_ || waiting_readable_ || waiting_writable_)
        return;
    heeds_writability_ = false;
    enter(descriptor_.release());
}

void curl_socket_watch::close()
{
    over_ = true;
    boost::system::error_code ignored;
    descriptor_.close(ignored);
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
        heeds_writability_ = true;
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
        call_(fd_, what);
    if (!over_)
        arm();
}

} // namespace ws::net
