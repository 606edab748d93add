#include "http_session.hpp"
#include "log_throttle.hpp"

#include <ws/base/log.hpp>
#include <ws/net/http_server.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/address.hpp>

#include <ctime>
#include <utility>

namespace ws::net
{
namespace
{

using tcp = asio::ip::tcp;
using steady_timer = asio::basic_waitable_timer<
    std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, executor>;

constexpr std::chrono::milliseconds accept_pause{100};

std::string address_text(const tcp::endpoint& peer)
{
    const auto address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

} // namespace

class http_server::impl
{
public:
    impl(
        executor ex, timer_wheel& wheel, send_budget& budget, const router& table,
        http_server_options options)
        : ex_(ex), service_{.table = table, .wheel = wheel, .budget = budget, .options = std::move(options)},
          tasks_(ex), acceptor_(ex), pause_(ex), last_websocket_gone_(ex, steady_timer::time_point::max())
    {
        service_.websockets.on_empty([this] { last_websocket_gone_.cancel(); });
    }

    result<> listen();
    std::uint16_t port() const noexcept { return port_; }
    void start() { tasks_.spawn(accept_loop()); }
    void wind_down() noexcept { service_.winding_down = true; }
    void stop();
    void abort();
    task<void> join();
    std::size_t connection_count() const
    {
        return service_.sessions.size() - service_.limit.reserved() + service_.websockets.size();
    }
    std::size_t websocket_count() const { return service_.websockets.size(); }
    std::size_t connection_limit() const { return service_.options.max_connections; }

private:
    task<void> accept_loop();
    task<void> serve(std::unique_ptr<http_session> session) { co_await session->run(); }
    void refuse(tcp_socket socket);
    task<void> wait_after(error_code accept_error);
    void admit(tcp_socket socket, const tcp::endpoint& peer);

    executor ex_;
    http_service service_;
    task_group tasks_;
    asio::basic_socket_acceptor<tcp, executor> acceptor_;
    steady_timer pause_;
    steady_timer last_websocket_gone_;
    log_throttle accept_log_;
    std::uint16_t port_ = 0;
};

result<> http_server::impl::listen()
{
    error_code ec;
    const auto address = asio::ip::make_address(service_.options.host, ec);
    if (ec)
        return ec;
    const tcp::endpoint local(address, service_.options.port);
    acceptor_.open(local.protocol(), ec);
    if (!ec)
        acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec)
        acceptor_.bind(local, ec);
    if (!ec)
        acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (!ec)
        port_ = acceptor_.local_endpoint(ec).port();
    if (ec)
        return ec;
    return {};
}

task<void> http_server::impl::accept_loop()
{
    while (acceptor_.is_open())
    {
        tcp_socket socket(ex_);
        tcp::endpoint peer;
        const auto [ec] = co_await acceptor_.async_accept(socket, peer, asio::as_tuple(use_task));
        if (!ec)
            admit(std::move(socket), peer);
        else if (ec != asio::error::operation_aborted)
            co_await wait_after(ec);
    }
}

/// Descriptors or memory have run out. The connection waits in the kernel's
/// queue; asking again at once would only burn the processor.
task<void> http_server::impl::wait_after(error_code accept_error)
{
    if (const auto count = accept_log_.count(service_.wheel.now()); count > 0)
        log::error("accept_failed", {{"error", accept_error.message()}, {"count", count}});
    pause_.expires_after(accept_pause);
    co_await pause_.async_wait(asio::as_tuple(use_task));
}

void http_server::impl::admit(tcp_socket socket, const tcp::endpoint& peer)
{
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.non_blocking(true, ignored);
    const seat where = service_.limit.take(connection_count());
    if (where == seat::none)
        refuse(std::move(socket));
    else
        tasks_.spawn(
            serve(std::make_unique<http_session>(service_, std::move(socket), address_text(peer), where)));
}

/// At once, and without a gentle end: the kernel's reset may take the answer with it.
void http_server::impl::refuse(tcp_socket socket)
{
    auto response = service_.limit.refusal(service_.wheel.now());
    if (const auto& complete = service_.table.gate().complete)
        complete({}, {}, response);
    if (const auto& answered = service_.table.gate().answered)
        answered({}, response.status, std::chrono::nanoseconds(0));
    std::string answer;
    append_answer_head(
        answer, response, service_.options.server_name, service_.date.at(std::time(nullptr)), true);
    answer.append(response.body);
    error_code ignored;
    // The send buffer of a new connection is empty: this takes all or fails.
    socket.write_some(asio::buffer(answer), ignored);
}

void http_server::impl::stop()
{
    error_code ignored;
    wind_down();
    acceptor_.close(ignored);
    pause_.cancel();
    for (auto& session : service_.sessions)
        session.stop();
}

void http_server::impl::abort()
{
    stop();
    for (auto& session : service_.sessions)
        session.abort();
    tasks_.cancel();
    service_.websockets.abort_all();
}

task<void> http_server::impl::join()
{
    while (!tasks_.empty() || service_.websockets.size() > 0)
    {
        co_await tasks_.join();
        if (service_.websockets.size() > 0)
            co_await last_websocket_gone_.async_wait(asio::as_tuple(use_task));
    }
}

http_server::http_server(
    executor ex, timer_wheel& wheel, send_budget& budget, const router& table, http_server_options options)
    : impl_(std::make_unique<impl>(ex, wheel, budget, table, std::move(options)))
{
}

http_server::~http_server() = default;

result<> http_server::listen() { return impl_->listen(); }
std::uint16_t http_server::port() const { return impl_->port(); }
void http_server::start() { impl_->start(); }
void http_server::wind_down() { impl_->wind_down(); }
void http_server::stop() { impl_->stop(); }
task<void> http_server::join() { return impl_->join(); }
void http_server::abort() { impl_->abort(); }
std::size_t http_server::connection_count() const noexcept { return impl_->connection_count(); }
std::size_t http_server::websocket_count() const noexcept { return impl_->websocket_count(); }
std::size_t http_server::connection_limit() const noexcept { return impl_->connection_limit(); }

} // namespace ws::net
