#pragma once

#include "net/flush_scheduler.hpp"
#include "net/websocket_beast.hpp"
#include "support/tcp_peer.hpp"

#include <ws/net/frame.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>

namespace ws::net
{

/// What a listener was told.
struct websocket_event
{
    enum kind
    {
        opened,
        message,
        drained,
        overflow,
        closed,
    };

    kind what = opened;
    std::string payload{};
    bool is_text = false;
    close_cause cause{};
    const websocket* from = nullptr; ///< for comparison only
};

/// Where the server's thread leaves events and the test's thread waits for them.
class event_log
{
public:
    void add(websocket_event e);
    /// The next event; after half a minute without one, std::runtime_error.
    websocket_event next();
    /// The next one of that kind; others before it are forgotten.
    websocket_event next(websocket_event::kind what);
    /// How many of that kind are there that next() has not given yet.
    std::size_t count(websocket_event::kind what);

private:
    std::mutex mutex_;
    std::condition_variable added_;
    std::deque<websocket_event> events_;
};

/// A frame as it came from the server.
struct received_frame
{
    unsigned opcode = 0; ///< 0: the connection ended
    std::string payload{};

    [[nodiscard]] unsigned close_code() const;
    [[nodiscard]] std::string close_reason() const { return payload.substr(2); }
};

/// A frame as a client sends it. `first`: FIN, reserved bits and opcode.
std::string client_frame(unsigned first, std::string_view payload);
std::string client_text(std::string_view payload);
std::string client_close(unsigned code, std::string_view reason);

/// A client that has opened a WebSocket.
class websocket_peer : public test::tcp_peer
{
public:
    received_frame read_frame();

private:
    std::string arrived_;
};

/// A shard with WebSockets on a free port: every connection is taken for a good
/// upgrade request. Its time moves only when the test says so.
struct Websocket : testing::Test
{
    Websocket();
    ~Websocket() override;

    /// Runs `call` on the shard and gives what it returns.
    template <class Call>
    auto on_loop(Call call)
    {
        std::packaged_task<decltype(call())()> work([&] { return call(); });
        auto done = work.get_future();
        asio::post(
            io,
            [&]
            {
                owner_is_calling = true;
                work();
                owner_is_calling = false;
            });
        return done.get();
    }

    /// The shard sees what the test has set by then.
    void connect(websocket_peer& peer);
    /// Connects and waits until `connection` is set.
    void open(websocket_peer& peer);
    void advance(std::chrono::milliseconds by);
    void send_text(std::string_view payload, frame_kind kind = frame_kind::push);
    void close(std::uint16_t code, std::string_view reason, bool drop_queue = false);
    /// Pushes until the kernel takes no more and `more` bytes wait.
    void fill_queue(std::size_t more);

    asio::io_context io{1};
    timer_wheel wheel{steady_time{std::chrono::hours(1)}};
    send_budget budget{1'000'000};
    websocket_registry registry;
    websocket_options options;
    websocket_opener opener;
    std::string subprotocol;

    event_log events;
    websocket* connection = nullptr; ///< the latest; touch it on the shard's thread
    bool reads_on = true;            ///< the listener calls read_next() after each message
    bool echoes = false;
    std::function<void()> on_message; ///< called after the message was logged
    bool owner_is_calling = false;    ///< a callback now would be a broken promise

private:
    void accept();

    asio::executor_work_guard<executor> busy{io.get_executor()};
    asio::basic_socket_acceptor<asio::ip::tcp, executor> acceptor{io.get_executor()};
    std::uint16_t port = 0;
    std::thread thread;
};

} // namespace ws::net
