#pragma once

#include "server/api_key_uses.hpp"
#include "server/auth_counts.hpp"
#include "server/database_access.hpp"
#include "server/database_counts.hpp"
#include "server/database_watch.hpp"
#include "server/dev_issuer.hpp"
#include "server/edge.hpp"
#include "server/health.hpp"
#include "server/http_counts.hpp"
#include "server/job_store.hpp"
#include "server/memory_watch.hpp"
#include "server/metrics_page.hpp"
#include "server/readiness.hpp"
#include "server/traffic_counts.hpp"
#include "server/webhook_receiver.hpp"
#include "server/websocket_route.hpp"

#include <ws/auth/clerk_keys.hpp>
#include <ws/auth/deny_list.hpp>
#include <ws/auth/permission_changes.hpp>
#include <ws/auth/upgrade_ticket.hpp>
#include <ws/net/http_client.hpp>
#include <ws/net/http_server.hpp>
#include <ws/net/process_usage.hpp>
#include <ws/net/router.hpp>
#include <ws/net/send_budget.hpp>
#include <ws/net/timer_wheel.hpp>
#include <ws/net/wheel_driver.hpp>
#include <ws/realtime/authenticator.hpp>
#include <ws/realtime/node.hpp>
#include <ws/server/config.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <span>

namespace ws::server
{

/// The rooms wired together: one shard with its HTTP server, as a configuration
/// wants it. Belongs to the executor's thread; destroy it only after drain().
class service
{
public:
    /// `schema` is what the program needs of its database; it lives as long as this.
    service(const net::executor& ex, const config& settings, std::span<const turso::migration> schema = {});

    /// Fetches what tokens are verified with and looks at the database, side by side, for at
    /// most 5 s. Before start(). Without keys, connects get a temporary error until they are there;
    /// without the database it is not ready until that was seen.
    /// Errors: those of database_watch::start().
    net::task<turso::result<>> prepare();

    /// Listens and serves. Errors: those of http_server::listen().
    result<> start();

    /// The port it listens on; after start().
    [[nodiscard]] std::uint16_t port() const { return http_.port(); }

    struct drain_times
    {
        std::chrono::milliseconds spread; ///< over which clients are sent away
        std::chrono::milliseconds grace;  ///< from the beginning; what is left then is reset
    };

    /// What happened between the beginning of drain() and its end.
    struct farewell
    {
        std::size_t clients = 0;        ///< were sent away
        std::uint64_t publications = 0; ///< were accepted
        std::uint64_t api_requests = 0; ///< were served
        std::size_t cut_off = 0;        ///< connections reset because the grace was over
    };

    /// Sends everybody away and returns when all that was under way has ended.
    ///
    /// At once it is not ready any more and refuses upgrades. Requests are served
    /// until the last client has been told to go, for until then they reach
    /// somebody; then it accepts nothing more. Also for a service
    /// that could not start.
    net::task<farewell> drain(drain_times times);

    [[nodiscard]] const traffic_counts& counts() const noexcept { return counts_; }
    /// Accepted so far.
    [[nodiscard]] std::uint64_t publications() const noexcept { return node_.counts().publications; }

private:
    void fill_table(const config& settings);
    void fill_metrics(const config& settings);

    net::timer_wheel wheel_;
    net::wheel_driver driver_;
    net::send_budget budget_;
    auth::deny_list denials_; ///< who writes it closes sockets after that
    auth::permission_changes permission_changes_;
    std::unique_ptr<net::http_client> outgoing_; ///< asks other servers
    std::optional<dev_issuer> issuer_;
    std::unique_ptr<auth::clerk_keys> session_keys_; ///< null: no Clerk token is accepted
    auth_counts auth_counts_;
    auth::ticket_register tickets_;
    std::unique_ptr<realtime::authenticator> auth_;
    std::unique_ptr<job_store> jobs_;
    realtime::node node_;
    auth::api_key_ring keys_;
    api_key_uses key_uses_;
    origin_policy origins_;
    readiness ready_;
    database_counts database_counts_;
    std::unique_ptr<database_access> database_;
    database_watch database_watch_;
    traffic_counts counts_;
    memory_watch memory_;
    http_counts answered_;
    edge front_;
    webhook_receiver webhooks_;
    net::router table_;
    net::http_server http_;
    net::process_meter process_;
    metrics_page metrics_;
    net::timer_wheel::timer sweep_;
};

} // namespace ws::server
