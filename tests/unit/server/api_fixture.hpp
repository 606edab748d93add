#pragma once

#include "server/api_jobs.hpp"
#include "server/api_routes.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"

#include <ws/auth/hmac_token.hpp>
#include <ws/net/timer_wheel.hpp>
#include <ws/realtime/channel_rules.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ws::test
{

/// A client's connection without a socket: remembers what it is sent.
class fake_connection final : public net::websocket
{
public:
    void send(net::frame_ptr f, net::frame_kind) override { sent.append(f->payload()) += '\n'; }
    void read_next() override {}
    void close(std::uint16_t code, std::string_view reason, bool) override
    {
        if (on_close)
            on_close();
        closed_with = code;
        close_reason = reason;
    }
    [[nodiscard]] std::size_t queued_bytes() const noexcept override { return 0; }
    [[nodiscard]] std::size_t queued_reply_bytes() const noexcept override { return 0; }

    std::string sent;
    std::uint16_t closed_with = 0; ///< 0 = still open
    std::string close_reason;
    std::function<void()> on_close; ///< before it is closed; may be empty
};

/// The routes of the server API over a real node, without sockets.
class api_fixture : public testing::Test
{
protected:
    static constexpr std::string_view namespaces = R"({
        "chat": {"presence": true, "history_size": 10, "history_ttl": "60s"},
        "plain": {},
        "user": null})"; // nobody is subscribed at connect
    static constexpr const char* full_key = "key-with-every-scope";
    static constexpr const char* reader_key = "key-that-may-only-read";

    explicit api_fixture(const server::edge_settings& edge_settings = {})
        : peers_(edge_settings, [this] { return steady_now_; })
    {
        const server::api_context context{node_, keys_, uses_, counts_, peers_};
        server::add_api_routes(table_, context, 1024 * 1024);
        server::add_api_jobs_route(
            table_, context, *jobs_, server::job_rules{rules(), {"replicate"}}, 1024 * 1024);
    }

    ~api_fixture() override
    {
        node_.close_all();
        for (const auto& [connection, listener] : clients_)
            listener->on_closed({});
        settle();
        run(io_, node_.stop());
    }

    net::http_response post(std::string path, std::string body, std::vector<net::http_header> headers)
    {
        net::http_request request;
        request.method = "POST";
        request.path = std::move(path);
        request.headers = std::move(headers);
        request.body = std::move(body);
        request.peer_address = peer_address_;
        const auto found = table_.find(request.method, request.path);
        if (found.route == nullptr)
            throw std::logic_error("no route " + request.path);
        return run(io_, found.route->handle(request));
    }

    /// The body of a method's answer, which must be a 200.
    std::string call(const std::string& method, std::string body)
    {
        auto answer = post("/api/" + method, std::move(body), {{"X-API-Key", full_key}});
        EXPECT_EQ(answer.status, 200U) << method << ": " << answer.body;
        return answer.body;
    }

    unsigned status_of(const std::string& method, std::string body, const char* key = full_key)
    {
        return post("/api/" + method, std::move(body), {{"X-API-Key", key}}).status;
    }

    /// A connected client of this user.
    fake_connection& connect(const std::string& user)
    {
        auto connection = std::make_unique<fake_connection>();
        const auto listener = node_.open(*connection);
        const auto token = auth::sign_hmac_token(R"({"sub":")" + user + "\"}", secret("token-secret"));
        listener->on_message(R"({"id":1,"connect":{"token":")" + token + "\"}}", true);
        clients_.emplace_back(std::move(connection), listener);
        settle();
        return *clients_.back().first;
    }

    /// A connected client whom the request that opened it identified.
    fake_connection& connect_with(realtime::connection_origin from, realtime::identity who)
    {
        auto connection = std::make_unique<fake_connection>();
        const auto listener = node_.open(*connection, std::move(from), std::move(who));
        listener->on_message(R"({"id":1,"connect":{}})", true);
        clients_.emplace_back(std::move(connection), listener);
        settle();
        return *clients_.back().first;
    }

    /// A command of a connected client.
    void send(fake_connection& from, std::string_view command)
    {
        for (const auto& [connection, listener] : clients_)
            if (connection.get() == &from)
                listener->on_message(std::string(command), true);
        settle();
    }

    /// A client goes, with this code.
    void leave(fake_connection& who, std::uint16_t code)
    {
        const auto found = std::find_if(
            clients_.begin(), clients_.end(), [&who](const auto& c) { return c.first.get() == &who; });
        found->second->on_closed({code, "", true, false});
        clients_.erase(found);
        settle();
    }

    static realtime::channel_rules rules(realtime::task_owner_fn owns_task = {})
    {
        std::vector<std::string> problems;
        return {realtime::parse_namespaces(namespaces, problems), false, std::move(owns_task)};
    }

    static std::vector<auth::api_key> configured_keys()
    {
        std::string why;
        return {
            auth::parse_api_key(full_key, why).value(),
            auth::parse_api_key(std::string("reader=") + reader_key + ";presence", why).value()};
    }

    /// Everything that can happen without waiting, happens.
    void settle()
    {
        io_.restart();
        io_.poll();
    }

    log_capture log_;
    net::asio::io_context io_{1};
    net::timer_wheel wheel_{steady_time{}};
    std::unique_ptr<realtime::authenticator> auth_ = realtime::make_hmac_authenticator(
        auth::hmac_token_options{{secret("token-secret")}, "", ""}, [] { return system_time{}; });
    std::unique_ptr<server::job_store> jobs_ = server::make_memory_job_store([] { return steady_time{}; });
    realtime::node node_{
        io_.get_executor(),
        wheel_,
        rules([this](std::string_view channel, std::string_view user)
              { return jobs_->owns_channel(channel, user); }),
        *auth_,
        [](realtime::broker::deliver_fn deliver)
        { return realtime::make_memory_broker([] { return steady_time{}; }, std::move(deliver)); },
        [] { return system_time{}; },
        {}};
    auth::api_key_ring keys_{configured_keys()};
    server::api_key_uses uses_{configured_keys(), [] { return system_time(std::chrono::hours(5)); }};
    steady_time steady_now_{std::chrono::hours(1)};
    server::edge peers_;
    server::traffic_counts counts_;
    net::router table_;
    std::string peer_address_ = "203.0.113.9";

private:
    std::vector<std::pair<std::unique_ptr<fake_connection>, std::shared_ptr<net::websocket_listener>>>
        clients_;
};

} // namespace ws::test
