#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <memory>

namespace ws::net
{

/// Tells when a socket of libcurl's has become readable or writable.
///
/// Made once for a socket, not once for a request: entering a descriptor into the
/// kernel's interest list costs as much as sending on it. While nothing is wanted
/// nothing is pending, so that an idle connection does not keep the loop running.
class curl_socket_watch : public std::enable_shared_from_this<curl_socket_watch>
{
public:
    enum class readiness
    {
        readable,
        writable,
    };
    using on_ready = std::function<void(int fd, readiness)>;

    /// Throws boost::system::system_error where the kernel takes no more descriptors;
    /// `fd` is then still the caller's.
    curl_socket_watch(const boost::asio::any_io_executor& executor, int fd, on_ready call);

    /// What to wait for from now on, until told otherwise.
    void want(bool readable, bool writable);

    /// Closes the socket. The callback is not called any more.
    void close();
    /// Leaves the socket open, for whoever made it. The callback is not called any more.
    void release();

private:
    void arm();
    void on_wait_over(bool& waiting, const bool& wanted, readiness what);

    boost::asio::posix::stream_descriptor descriptor_;
    on_ready call_;
    bool want_readable_ = false;
    bool want_writable_ = false;
    bool waiting_readable_ = false;
    bool waiting_writable_ = false;
    bool over_ = false;
};

} // namespace ws::net
