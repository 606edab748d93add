#pragma once

#include "server/service.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"
#include "support/tcp_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace ws::test
{

inline constexpr std::string_view api_key = "integration-test-key";
inline constexpr std::string_view token_secret = "integration-test-secret";

/// A whole configuration for a free port of 127.0.0.1.
inline server::config service_config()
{
    std::string why;
    std::vector<std::string> problems;
    server::config c;
    c.env = server::environment::test;
    c.host = "127.0.0.1";
    c.allowed_origins = {auth::parse_origin("https://app.example").value()};
    c.api_keys = {auth::parse_api_key(api_key, why).value()};
    c.tokens.secrets = {secret(token_secret)};
    c.namespaces = realtime::parse_namespaces(
        R"({"chat":{"presence":true,"history_size":10,"history_ttl":"60s"},"plain":{"allow_subscribe_for_client":true}})",
        problems);
    c.database_url = ":memory:";
    c.max_connections = 100;
    c.max_body_bytes = 1024 * 1024;
    c.queue_limit_bytes = 1024 * 1024;
    c.queue_budget_bytes = 16 * 1024 * 1024;
    c.release_sha = "abc1234";
    return c;
}

/// A service with a thread of its own; drained, at the latest, when it goes.
class service_thread
{
public:
    explicit service_thread(const server::config& settings = service_config())
        : service_(io_.get_executor(), settings)
    {
        if (!run(io_, service_.prepare()) || !service_.start())
            throw std::runtime_error("cannot start");
        thread_ = std::thread([this] { io_.run(); });
    }

    ~service_thread()
    {
        if (thread_.joinable())
        {
            begin_drain(std::chrono::milliseconds(0));
            wait_until_ended();
        }
    }

    [[nodiscard]] std::uint16_t port() const { return service_.port(); }

    void begin_drain(
        std::chrono::milliseconds grace, std::chrono::milliseconds spread = std::chrono::milliseconds(0))
    {
        end_ =
            net::asio::co_spawn(io_.get_executor(), service_.drain({spread, grace}), net::asio::use_future);
    }

    /// Returns when the drain has, and with it everything the loop had to do.
    server::service::farewell wait_until_ended()
    {
        thread_.join();
        return end_.get();
    }

private:
    log_capture log_;
    net::asio::io_context io_{1};
    server::service service_;
    std::thread thread_;
    std::future<server::service::farewell> end_;
};

/// A request with a body, with `headers` as lines that end in CRLF.
inline std::string http_text(
    std::string_view method, std::string_view path, std::string_view headers = {}, std::string_view body = {})
{
    std::string text;
    text.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: h\r\n").append(headers);
    if (method == "POST")
        text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    return text.append("\r\n").append(body);
}

/// Sends one request over a connection of its own.
inline http_answer ask(std::uint16_t port, std::string_view request)
{
    tcp_peer peer(port);
    peer.send(request);
    return peer.read_answer(request.starts_with("HEAD "));
}

/// Calls a method of the server API with the right key.
inline http_answer
call_api(std::uint16_t port, std::string_view path, std::string_view body, std::string more_headers = {})
{
    more_headers.append("X-API-Key: ").append(api_key).append("\r\n");
    return ask(port, http_text("POST", path, more_headers, body));
}

} // namespace ws::test
