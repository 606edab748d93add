#pragma once

#include "connection_limit.hpp"
#include "http_answer.hpp"
#include "http_connection.hpp"
#include "websocket_registry.hpp"

#include <ws/net/awaitable.hpp>
#include <ws/net/http_server.hpp>

#include <boost/intrusive/list.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace ws::net
{

struct http_service;

/// Serves the requests of one connection from the router's table, from accept
/// to the connection's end or its upgrade. Counted in the service's list
/// while it is an HTTP connection.
class http_session : public boost::intrusive::list_base_hook<>
{
public:
    /// The socket is in non-blocking mode. `service` must outlive the session, which gives
    /// a reserved seat back at its end.
    http_session(http_service& service, tcp_socket socket, std::string peer_address, seat where);
    ~http_session();

    /// Serves request after request. Returns when the connection has ended or
    /// has become a WebSocket, which then lives elsewhere.
    task<void> run();

    /// No further request: one under way is answered, an idle connection closed.
    void stop() { connection_.stop(); }

    /// Resets the connection; run() ends soon after.
    void abort() { connection_.abort(); }

private:
    task<bool> serve_one();
    [[nodiscard]] bool may_stay() const noexcept;
    task<bool> send_full();
    task<bool> serve(const http_route& route);
    task<http_response> call(const http_route& route);
    task<bool> upgrade(const websocket_route& route);
    task<websocket_admission> admit(const websocket_route& route);
    task<bool> send(http_response response);
    task<bool> send_refusal();
    task<bool> send_last(http_response response);

    std::optional<http_response> refuse_at_gate();
    std::optional<http_response> refuse_upgrade();
    std::optional<http_response> ask(const http_refusal_check& refuse);
    http_response refuse_body(const http_route& route);
    void tell_answered(unsigned status) const;
    void leave();

    http_service& service_;
    http_connection connection_;
    std::string peer_address_;
    seat seat_;
    http_head head_;
    route_match found_;
    std::chrono::steady_clock::time_point head_arrived_;
    bool last_ = false; ///< nothing may follow the next answer
};

/// What the sessions of one server share.
struct http_service
{
    const router& table;
    timer_wheel& wheel;
    send_budget& budget;
    http_server_options options;
    connection_limit limit{options};
    websocket_registry websockets{};
    boost::intrusive::list<http_session> sessions{};
    http_date date{};
    bool winding_down = false; ///< every answer is its connection's last
};

} // namespace ws::net
