#pragma once

#include "server/health.hpp"
#include "server/readiness.hpp"
#include "server/traffic_counts.hpp"
#include "server/websocket_route.hpp"

#include <ws/auth/deny_list.hpp>
#include <ws/net/http_server.hpp>
#include <ws/net/router.hpp>
#include <ws/net/send_budget.hpp>
#include <ws/net/timer_wheel.hpp>
#include <ws/net/wheel_driver.hpp>
#include <ws/realtime/authenticator.hpp>
#include <ws/realtime/node.hpp>
#include <ws/server/config.hpp>

#include <chrono>
#include <memory>

namespace ws::server
{

/// The rooms wired together: one shard with its HTTP server, as a configuration
/// wants it. Belongs to the executor's thread; destroy it only after drain().
class service
{
public:
    service(const net::executor& ex, const config& settings);

    /// Listens, serves, and is ready. Errors: those of http_server::listen().
    result<> start();

    /// The port it listens on; after start().
    [[nodiscard]] std::uint16_t port() const { return http_.port(); }

    struct farewell
    {
        std::size_t clients = 0; ///< were connected when it began
        std::size_t cut_off = 0; ///< connections reset because the grace was over
    };

    /// Not ready any more, accepts nothing, closes every client with 3001, and
    /// returns when all that was under way has ended; what is left after `grace`
    /// is reset.
    net::task<farewell> drain(std::chrono::milliseconds grace);

    [[nodiscard]] const traffic_counts& counts() const noexcept { return counts_; }

private:
    void fill_table(const config& settings);

    net::timer_wheel wheel_;
    net::wheel_driver driver_;
    net::send_budget budget_;
    auth::deny_list denials_; ///< who writes it closes sockets after that
    std::unique_ptr<realtime::authenticator> auth_;
    realtime::node node_;
    auth::api_key_ring keys_;
    origin_policy origins_;
    readiness ready_;
    traffic_counts counts_;
    net::router table_;
    net::http_server http_;
    net::timer_wheel::timer sweep_;
};

} // namespace ws::server
