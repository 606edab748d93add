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
///
/// Watches a duplicate: libcurl closes some of its sockets without a word, and the
/// number may be another socket's by the time we hear of it.
class curl_socket_watch : public std::enable_shared_from_this<curl_socket_watch>
{
public:
    enum class readiness
    {
        readable,
        writable,
    };
    using on_ready = std::function<void(int fd, readiness)>;

    /// `fd` stays the caller's. Throws boost::system::system_error where there are no
    /// more descriptors.
    curl_socket_watch(const boost::asio::any_io_executor& executor, int fd, on_ready call);

    /// What to wait for from now on, until told otherwise. Throws like the constructor.
    void want(bool readable, bool writable);

    /// The socket is about to be closed, or has been. The callback is not called any more.
    void close();

    /// Whether it ever waited for something to read: what does not is still connecting.
    [[nodiscard]] bool ever_read() const noexcept { return ever_read_; }

private:
    void enter(int copy);
    void heed_writability_no_more();
    void arm();
    void on_wait_over(bool& waiting, const bool& wanted, readiness what);

    int fd_; ///< as libcurl knows it
    boost::asio::posix::stream_descriptor descriptor_;
    on_ready call_;
    bool want_readable_ = false;
    bool want_writable_ = false;
    bool waiting_readable_ = false;
    bool waiting_writable_ = false;
    bool heeds_writability_ = false; ///< the kernel tells of it, waited for or not
    bool ever_read_ = false;
    bool over_ = false;
};

} // namespace ws::net
