#pragma once

#include <ws/net/awaitable.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <thread>

namespace ws::test
{

/// What may happen to a connection at some byte of one of its directions.
enum class fault : std::uint8_t
{
    none,
    reset,      ///< both ends see a reset
    close,      ///< both ends see an end
    half_close, ///< the receiver sees an end, and may still answer; the rest is swallowed
    swallow,    ///< the receiver gets nothing more, and no end either
    delay,      ///< the receiver gets the rest later
};

/// A TCP proxy on 127.0.0.1 with a thread of its own that spoils most connections: each
/// one's fault, its direction and its place are drawn from a seeded generator.
class fault_proxy
{
public:
    /// Faults come within the first `reach` bytes of a direction.
    fault_proxy(std::uint16_t server, std::uint64_t seed, std::uint64_t reach);
    ~fault_proxy();
    fault_proxy(const fault_proxy&) = delete;
    fault_proxy& operator=(const fault_proxy&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// How often it has happened so far. Thread safe.
    [[nodiscard]] std::size_t count(fault f) const noexcept { return counts_[static_cast<std::size_t>(f)]; }
    /// From now on connections go through unspoiled. Thread safe.
    void calm_down() noexcept { calm_ = true; }

private:
    struct link;
    struct plan
    {
        fault what = fault::none;
        bool towards_server = false;
        std::uint64_t at = 0; ///< bytes of that direction that still get through
        std::chrono::milliseconds pause{0};
    };

    plan draw();
    net::task<> accept_all();
    net::task<> connect(std::shared_ptr<link> l);
    /// Forwards one direction to its end.
    net::task<> forward(std::shared_ptr<link> l, bool towards_server);
    /// False: nothing more is forwarded in this direction.
    net::task<bool> spoil(link& l, net::tcp_socket& to);

    const std::uint16_t server_;
    const std::uint64_t reach_;
    std::mt19937_64 random_;
    std::atomic<bool> calm_ = false;
    std::array<std::atomic<std::size_t>, 6> counts_{};
    net::asio::io_context io_{1};
    net::asio::basic_socket_acceptor<net::asio::ip::tcp, net::executor> acceptor_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

} // namespace ws::test
