#include "support/scripted_connection.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace ws::test
{
namespace
{

std::size_t content_length(std::string head)
{
    std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return std::tolower(c); });
    const std::string_view name = "\r\ncontent-length:";
    const auto at = head.find(name);
    return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + name.size(), nullptr, 10);
}

} // namespace

scripted_connection::scripted_connection(int fd, std::size_t number) : fd_(fd), number_(number)
{
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

scripted_connection::~scripted_connection()
{
    SSL_free(tls_);
    ::close(fd_);
}

bool scripted_connection::start_tls(ssl_ctx_st* context)
{
    tls_ = SSL_new(context);
    SSL_set_fd(tls_, fd_);
    return SSL_accept(tls_) == 1;
}

bool scripted_connection::fill()
{
    char bytes[16 * 1024];
    const auto count =
        tls_ ? SSL_read(tls_, bytes, sizeof(bytes)) : static_cast<int>(::recv(fd_, bytes, sizeof(bytes), 0));
    if (count > 0)
        pending_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
}

std::optional<scripted_connection::message> scripted_connection::read_request()
{
    std::size_t end = 0;
    while ((end = pending_.find("\r\n\r\n")) == std::string::npos)
        if (!fill())
            return std::nullopt;
    message m{pending_.substr(0, end + 4), {}};
    pending_.erase(0, end + 4);
    const auto length = content_length(m.head);
    while (pending_.size() < length)
        if (!fill())
            return std::nullopt;
    m.body = pending_.substr(0, length);
    pending_.erase(0, length);
    return m;
}

bool scripted_connection::read_exactly(std::size_t bytes)
{
    while (pending_.size() < bytes)
    {
        // No byte more than asked for: what is not read keeps the peer's sending back.
        char byte = 0;
        const auto count = tls_ ? SSL_read(tls_, &byte, 1) : static_cast<int>(::recv(fd_, &byte, 1, 0));
        if (count <= 0)
            return false;
        pending_ += byte;
    }
    pending_.erase(0, bytes);
    return true;
}

void scripted_connection::read_to_end()
{
    while (fill())
        pending_.clear();
}

bool scripted_connection::send(std::string_view bytes)
{
    while (!bytes.empty())
    {
        const auto count = tls_ ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                : static_cast<int>(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool scripted_connection::drip(std::string_view bytes, std::chrono::milliseconds pause)
{
    for (std::size_t i = 0; i < bytes.size(); ++i)
    {
        if (!send(bytes.substr(i, 1)))
            return false;
        std::this_thread::sleep_for(pause);
    }
    return true;
}

void scripted_connection::close()
{
    if (tls_)
        SSL_shutdown(tls_);
    ::shutdown(fd_, SHUT_RDWR);
}

void scripted_connection::reset()
{
    // The descriptor itself is closed by the destructor, soon; that sends the reset.
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    const sockaddr nowhere{.sa_family = AF_UNSPEC, .sa_data = {}};
    ::connect(fd_, &nowhere, sizeof(nowhere)); // Linux: drops the connection now
}

void scripted_connection::interrupt() { ::shutdown(fd_, SHUT_RDWR); }

} // namespace ws::test
