// Resident bytes of an idle WebSocket: accepted, its listener waiting for a
// message. Server and clients are two processes, so that only the server's
// share is counted. Usage: idle_websockets [connections]

#include "net/websocket_beast.hpp"

#include <ws/base/error.hpp>
#include <ws/net/frame.hpp>
#include <ws/net/process_limits.hpp>

#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace
{

using namespace ws::net;

std::size_t resident_kib()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:"))
            return std::strtoul(line.c_str() + 6, nullptr, 10);
    return 0;
}

/// The other process: opens connections, sends one message on each and holds
/// them until its parent closes the pipe.
[[noreturn]] void be_the_clients(std::uint16_t port, std::size_t connections, int until)
{
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::string message("\x81\x82\0\0\0\0{}", 8);
    for (std::size_t i = 0; i < connections; ++i)
    {
        const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
        if (fd < 0 || ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0 ||
            ::send(fd, message.data(), message.size(), 0) < 0)
        {
            std::perror("client");
            std::_Exit(1);
        }
    }
    char byte = 0;
    const auto ended = ::read(until, &byte, 1);
    std::_Exit(ended == 0 ? 0 : 1);
}

/// Accepts, answers one message and waits for the next.
struct server
{
    explicit server(std::size_t connections) : expected(connections)
    {
        opener = [this](websocket& connection)
        {
            struct answering final : websocket_listener
            {
                answering(server& s, websocket& c) : owner(s), connection(c) {}
                void on_message(std::string_view payload, bool) override
                {
                    connection.send(frame::text(payload), frame_kind::reply);
                    connection.read_next();
                }
                void on_drained() override { owner.count_one(); }
                void on_overflow() override {}
                void on_closed(const close_cause&) override {}
                server& owner;
                websocket& connection;
            };
            connection.read_next();
            return std::make_shared<answering>(*this, connection);
        };
        acceptor.open(asio::ip::tcp::v4());
        acceptor.bind({asio::ip::address_v4::loopback(), 0});
        acceptor.listen(4096);
        accept();
    }

    void accept()
    {
        acceptor.async_accept(
            [this](const ws::error_code& ec, tcp_socket socket)
            {
                if (ec)
                    return;
                http_request request;
                request.headers.push_back({"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="});
                accept_websocket(std::move(socket), request, "", opener, options, wheel, budget, registry);
                accept();
            });
    }

    void count_one()
    {
        if (++answered == expected)
            io.stop();
    }

    std::size_t expected;
    std::size_t answered = 0;
    asio::io_context io{1};
    timer_wheel wheel{std::chrono::steady_clock::now()};
    send_budget budget{64 * 1024 * 1024};
    websocket_registry registry;
    websocket_options options;
    websocket_opener opener;
    asio::basic_socket_acceptor<asio::ip::tcp, executor> acceptor{io.get_executor()};
};

} // namespace

int main(int argc, char** argv)
{
    const std::size_t connections = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10'000;
    if (raise_open_file_limit() < connections + 100)
        return std::fputs("too few file descriptors\n", stderr), 1;
    server shard(connections);
    int pipe_ends[2];
    if (::pipe(pipe_ends) != 0)
        return std::perror("pipe"), 1;
    const auto port = shard.acceptor.local_endpoint().port();
    const pid_t clients = ::fork();
    if (clients == 0)
    {
        ::close(pipe_ends[1]);
        be_the_clients(port, connections, pipe_ends[0]);
    }
    const std::size_t before = resident_kib();
    shard.io.run();
    const std::size_t after = resident_kib();
    std::printf("%zu connections: %zu bytes each\n", connections, (after - before) * 1024 / connections);

    ::close(pipe_ends[1]);
    int status = 0;
    ::waitpid(clients, &status, 0);
    shard.registry.abort_all();
    shard.io.restart();
    shard.acceptor.close();
    shard.io.run();
    return status == 0 ? 0 : 1;
}
