#include "subscriber_swarm.hpp"

#include "child_process.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace bench
{
namespace
{

constexpr std::string_view handshake = "GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                       "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                       "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                       "Sec-WebSocket-Version: 13\r\n\r\n";

/// Clients that are on their way at the same time: fewer than a listen backlog.
constexpr std::size_t opening_at_once = 200;

void send_all(int fd, std::string_view bytes)
{
    // Small and rare: the socket's buffer always has room.
    if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
        throw std::runtime_error("a client could not send");
}

/// A masked text frame, with a mask of zeros: the payload stays readable.
std::string client_frame(std::string_view payload)
{
    std::string f = "\x81";
    if (payload.size() < 126)
    {
        f += static_cast<char>(0x80 | payload.size());
    }
    else
    {
        f += static_cast<char>(0x80 | 126);
        f += static_cast<char>(payload.size() >> 8);
        f += static_cast<char>(payload.size() & 0xFF);
    }
    f.append(4, '\0');
    f += payload;
    return f;
}

} // namespace

subscriber_swarm::~subscriber_swarm()
{
    for (const client& c : clients_)
        ::close(c.fd);
}

void subscriber_swarm::open(std::uint16_t port, std::size_t count, std::string_view channel)
{
    clients_.reserve(clients_.size() + count); // references to clients stay good
    const std::size_t target = clients_.size() + count;
    while (ready_ < target)
    {
        while (clients_.size() < target && clients_.size() - ready_ < opening_at_once)
            start(port, channel);
        if (!loop_.poll(10'000, [this](std::uint64_t id) { on_readable(id); }))
            throw std::runtime_error(fmt::format("only {} of {} clients came through", ready_, target));
    }
}

void subscriber_swarm::start(std::uint16_t port, std::string_view channel)
{
    client& c = clients_.emplace_back();
    const std::size_t id = clients_.size() - 1;
    c.channel = channel;
    if (const auto hash = c.channel.find('#'); hash != std::string::npos)
        c.channel.replace(hash, 1, std::to_string(id));
    c.fd = connect_loopback(port);
    if (c.fd < 0)
        throw std::runtime_error(fmt::format("client {} cannot connect: {}", id, std::strerror(errno)));
    send_all(c.fd, handshake);
    loop_.add(c.fd, id);
}

void subscriber_swarm::on_readable(std::uint64_t id)
{
    static std::array<char, 512 * 1024> buffer;
    client& c = clients_.at(id);
    const ssize_t got = ::recv(c.fd, buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0)
        throw std::runtime_error(fmt::format("client {} was disconnected", id));
    take_bytes(c, {buffer.data(), static_cast<std::size_t>(got)});
}

void subscriber_swarm::take_bytes(client& c, std::string_view bytes)
{
    std::string joined;
    if (!c.pending.empty())
    {
        joined = std::move(c.pending);
        c.pending = {};
        joined += bytes;
        bytes = joined;
    }
    if (c.at == phase::handshake)
    {
        const auto end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos)
        {
            c.pending = bytes;
            return;
        }
        if (!bytes.starts_with("HTTP/1.1 101"))
            throw std::runtime_error(fmt::format("no upgrade: {}", bytes.substr(0, bytes.find('\r'))));
        bytes.remove_prefix(end + 4);
        c.at = phase::connecting;
        send_all(c.fd, client_frame(R"({"id":1,"connect":{"name":"bench"}})"));
    }
    while (const std::size_t taken = take_frame(c, bytes))
        bytes.remove_prefix(taken);
    c.pending.assign(bytes);
}

/// Bytes of the frame at the front, or 0 if it is not whole yet.
std::size_t subscriber_swarm::take_frame(client& c, std::string_view bytes)
{
    const auto byte = [&](std::size_t i)
    { return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])); };
    if (bytes.size() < 2)
        return 0;
    std::size_t header = 2;
    std::uint64_t length = byte(1) & 0x7F;
    if (length >= 126)
    {
        const std::size_t extra = length == 126 ? 2 : 8;
        header += extra;
        if (bytes.size() < header)
            return 0;
        length = 0;
        for (std::size_t i = 2; i < header; ++i)
            length = length << 8 | byte(i);
    }
    if (bytes.size() < header + length)
        return 0;
    ++frames_;
    std::string_view payload = bytes.substr(header, length);
    constexpr std::uint64_t close_opcode = 8;
    if ((byte(0) & 0x0F) == close_opcode && length >= 2)
        throw std::runtime_error(
            fmt::format("closed with {}: {}", byte(header) << 8 | byte(header + 1), payload.substr(2)));
    while (!payload.empty())
    {
        const auto end = payload.find('\n');
        on_message(c, payload.substr(0, end));
        payload.remove_prefix(end == std::string_view::npos ? payload.size() : end + 1);
    }
    return header + length;
}

void subscriber_swarm::on_message(client& c, std::string_view message)
{
    if (message.starts_with(R"({"push")"))
    {
        ++publications_;
        return;
    }
    if (message == "{}")
        return send_all(c.fd, client_frame("{}"));
    if (message.find("\"error\"") != std::string_view::npos)
        throw std::runtime_error(fmt::format("the server refused: {}", message));
    if (c.at == phase::connecting)
    {
        c.at = phase::subscribing;
        send_all(c.fd, client_frame(fmt::format(R"({{"id":2,"subscribe":{{"channel":"{}"}}}})", c.channel)));
    }
    else if (c.at == phase::subscribing)
    {
        c.at = phase::ready;
        ++ready_;
    }
}

} // namespace bench
