#pragma once

#include <ws/base/error.hpp>
#include <ws/net/executor.hpp>
#include <ws/net/router.hpp>
#include <ws/net/send_budget.hpp>
#include <ws/net/task_group.hpp>
#include <ws/net/timer_wheel.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace ws::net
{

struct http_server_options
{
    std::string host = "127.0.0.1";          ///< numeric address to bind
    std::uint16_t port = 0;                  ///< 0: any free port
    std::string server_name = "imagineo-ws"; ///< value of the Server header
    std::size_t max_head_bytes = 16 * 1024;  ///< request line and headers; more: 431
    std::size_t max_header_fields = 100;     ///< more: 431
    /// HTTP and WebSocket together. More get 503 + Retry-After, but for routes that are
    /// served `when_full`: a few connections are held for them beyond this number.
    std::size_t max_connections = 1000;
    std::chrono::milliseconds head_timeout{10'000};
    std::chrono::milliseconds body_timeout{10'000};
    std::chrono::milliseconds idle_timeout{75'000};
    websocket_options websocket;
};

/// HTTP/1.1 server of one shard: keep-alive, the routes of a router, and
/// WebSocket upgrades. Belongs to the executor's thread.
///
/// Lifetime: wheel, budget and table must outlive it; destroy it only after
/// join() has returned.
class http_server
{
public:
    http_server(
        executor ex, timer_wheel& wheel, send_budget& budget, const router& table,
        http_server_options options);
    ~http_server();

    /// Binds and listens. Errors: the system's (address_in_use, access_denied, …).
    result<> listen();
    /// The port it listens on; after listen().
    [[nodiscard]] std::uint16_t port() const;

    /// Accepts from now on.
    void start();

    /// Still accepts and answers, but with `Connection: close`, and takes no
    /// more upgrades (503): whoever comes again should come to somebody else.
    void wind_down();

    /// No new connections; idle keep-alive connections are closed, requests
    /// under way get their answer with `Connection: close`. WebSockets are not
    /// touched: closing them is their listeners' matter.
    void stop();

    /// Returns when every connection, WebSockets included, has ended.
    task<void> join();

    /// Resets whatever is still open.
    void abort();

    /// HTTP and WebSocket together, without what is beyond the limit.
    [[nodiscard]] std::size_t connection_count() const noexcept;
    [[nodiscard]] std::size_t websocket_count() const noexcept;
    /// http_server_options::max_connections.
    [[nodiscard]] std::size_t connection_limit() const noexcept;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace ws::net
