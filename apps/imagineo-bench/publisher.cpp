#include "publisher.hpp"

#include "child_process.hpp"
#include "subscriber_swarm.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace bench
{

publisher::publisher(epoll_set& loop, std::uint16_t port, std::size_t connections)
{
    for (std::size_t i = 0; i < connections; ++i)
    {
        const int fd = connect_loopback(port);
        if (fd < 0)
            throw std::runtime_error("the publisher cannot connect");
        loop.add(fd, subscriber_swarm::first_foreign_id + i);
        connections_.push_back({fd, {}});
        idle_.push_back(i);
    }
}

publisher::~publisher()
{
    for (const auto& c : connections_)
        ::close(c.fd);
}

void publisher::publish(std::string_view channel, std::string_view data)
{
    const std::size_t i = idle_.back();
    idle_.pop_back();
    const std::string body = fmt::format(R"({{"channel":"{}","data":"{}"}})", channel, data);
    const std::string request = fmt::format(
        "POST /api/publish HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {}\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        api_key, body.size(), body);
    if (::send(connections_[i].fd, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size()))
        throw std::runtime_error("the publisher could not send");
}

void publisher::on_readable(std::uint64_t id)
{
    const std::size_t i = id - subscriber_swarm::first_foreign_id;
    connection& c = connections_.at(i);
    std::array<char, 4096> buffer;
    const ssize_t got = ::recv(c.fd, buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0)
        throw std::runtime_error("the publisher was disconnected");
    c.pending.append(buffer.data(), static_cast<std::size_t>(got));
    const auto head_end = c.pending.find("\r\n\r\n");
    if (head_end == std::string::npos)
        return;
    constexpr std::string_view name = "Content-Length: ";
    const auto length_at = c.pending.find(name);
    if (!c.pending.starts_with("HTTP/1.1 200") || length_at == std::string::npos || length_at > head_end)
        throw std::runtime_error(fmt::format("publish failed: {}", c.pending));
    std::size_t length = 0;
    std::from_chars(c.pending.data() + length_at + name.size(), c.pending.data() + head_end, length);
    if (c.pending.size() < head_end + 4 + length)
        return;
    if (c.pending.find("\"error\"", head_end) != std::string::npos)
        throw std::runtime_error(fmt::format("publish refused: {}", c.pending.substr(head_end + 4)));
    c.pending.clear();
    ++answered_;
    idle_.push_back(i);
}

} // namespace bench
