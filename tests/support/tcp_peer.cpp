#include "support/tcp_peer.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace ws::test
{
namespace
{

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

} // namespace

std::string http_answer::header(std::string_view name) const
{
    const auto line = "\r\n" + std::string(name) + ": ";
    const auto at = head.find(line);
    if (at == std::string::npos)
        return {};
    const auto begin = at + line.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

tcp_peer::tcp_peer() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    if (fd_ < 0)
        fail("socket");
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    const int on = 1;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

tcp_peer::~tcp_peer() { close(); }

void tcp_peer::connect(std::uint16_t port)
{
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0)
        fail("connect");
}

void tcp_peer::send(std::string_view bytes)
{
    while (!bytes.empty())
    {
        const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
        {
            was_reset_ = true;
            return;
        }
        if (n < 0)
            fail("send");
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

void tcp_peer::send_bytewise(std::string_view bytes)
{
    for (std::size_t i = 0; i < bytes.size(); ++i)
        send(bytes.substr(i, 1));
}

void tcp_peer::drip_until_answered(std::string_view bytes, std::size_t most)
{
    constexpr int pause_ms = 10;
    for (std::size_t sent = 0; sent < most; ++sent)
    {
        pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, pause_ms) != 0)
            return;
        send(bytes.substr(sent % bytes.size(), 1));
    }
}

void tcp_peer::shut_down_sending() { ::shutdown(fd_, SHUT_WR); }

void tcp_peer::reset()
{
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close();
}

void tcp_peer::close()
{
    if (fd_ >= 0)
        ::close(fd_);
    fd_ = -1;
}

bool tcp_peer::fill()
{
    char buffer[16 * 1024];
    const auto n = ::recv(fd_, buffer, sizeof(buffer), 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        throw std::runtime_error("the server says nothing");
    was_reset_ = was_reset_ || (n < 0 && errno == ECONNRESET);
    if (n <= 0)
        return false;
    pending_.append(buffer, static_cast<std::size_t>(n));
    return true;
}

http_answer tcp_peer::read_answer(bool head_only)
{
    http_answer answer;
    std::size_t end = 0;
    while ((end = pending_.find("\r\n\r\n")) == std::string::npos)
        if (!fill())
            return answer;
    answer.head = pending_.substr(0, end + 2);
    pending_.erase(0, end + 4);
    if (!head_only)
    {
        const auto length = answer.header("Content-Length");
        const auto bytes = length.empty() ? 0 : std::stoul(length);
        while (pending_.size() < bytes)
            if (!fill())
                return answer;
        answer.body = pending_.substr(0, bytes);
        pending_.erase(0, bytes);
    }
    answer.status = static_cast<unsigned>(std::stoul(answer.head.substr(sizeof("HTTP/1.1"))));
    return answer;
}

std::string tcp_peer::read_to_end()
{
    while (fill())
    {
    }
    return std::move(pending_);
}

std::string tcp_peer::read_some()
{
    if (pending_.empty())
        fill();
    return std::move(pending_);
}

} // namespace ws::test
