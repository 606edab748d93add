#include "floor_server.hpp"

#include <arpa/inet.h>
#include <array>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace bench
{
namespace
{

constexpr std::string_view upgrade_answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                            "Connection: Upgrade\r\n\r\n";
constexpr std::string_view publish_answer = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"result\":{}}";
constexpr std::string_view command_answer = "\x81\x08{\"id\":1}";

std::string server_frame(std::string_view payload)
{
    std::string f = "\x81";
    if (payload.size() < 126)
    {
        f += static_cast<char>(payload.size());
    }
    else
    {
        f += static_cast<char>(126);
        f += static_cast<char>(payload.size() >> 8);
        f += static_cast<char>(payload.size() & 0xFF);
    }
    f += payload;
    return f;
}

void put(int fd, std::string_view bytes) { (void)::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

int listen_on(std::uint16_t port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(fd, 4096) != 0)
        ::_exit(1);
    return fd;
}

void watch(int epoll, int fd)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

} // namespace

void run_floor_server(std::uint16_t port, const std::string& push_payload, bool unicast)
{
    const std::string push = server_frame(push_payload);
    const int listener = listen_on(port);
    const int epoll = ::epoll_create1(0);
    watch(epoll, listener);
    std::vector<int> subscribers;
    std::size_t next = 0;
    std::array<epoll_event, 512> events{};
    std::array<char, 16 * 1024> buffer;
    for (;;)
    {
        const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i)
        {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == listener)
            {
                const int accepted = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
                const int on = 1;
                ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                watch(epoll, accepted);
                continue;
            }
            const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
            if (got <= 0)
            {
                if (got == 0)
                    ::close(fd);
                continue;
            }
            const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
            if (bytes.starts_with("GET"))
            {
                subscribers.push_back(fd);
                put(fd, upgrade_answer);
            }
            else if (!bytes.starts_with("POST"))
            {
                put(fd, command_answer);
            }
            else
            {
                if (unicast)
                    put(subscribers[next++ % subscribers.size()], push);
                else
                    for (const int subscriber : subscribers)
                        put(subscriber, push);
                put(fd, publish_answer);
            }
        }
    }
}

} // namespace bench
