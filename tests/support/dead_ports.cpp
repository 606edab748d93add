#include "support/dead_ports.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace ws::test
{
namespace
{

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(port);
    return at;
}

/// A bound socket; `port` is where.
int bound_socket(std::uint16_t& port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto at = loopback(0);
    socklen_t size = sizeof(at);
    if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) != 0)
        fail("bind");
    port = ntohs(at.sin_port);
    return fd;
}

} // namespace

full_listener::full_listener()
{
    descriptors_.push_back(bound_socket(port_));
    if (::listen(descriptors_.front(), 0) != 0)
        fail("listen");
    // Linux takes one connection more than the backlog says, and drops what comes then.
    constexpr int enough = 4;
    for (int i = 0; i < enough; ++i)
    {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        const auto to = loopback(port_);
        if (fd < 0 ||
            (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0 && errno != EINPROGRESS))
            fail("connect");
        descriptors_.push_back(fd);
    }
}

full_listener::~full_listener()
{
    for (const int fd : descriptors_)
        ::close(fd);
}

refusing_port::refusing_port() : fd_(bound_socket(port_)) {}

refusing_port::~refusing_port() { ::close(fd_); }

} // namespace ws::test
