// The program of docs/embedding.md, run: the page shows the text between the
// marks, and embedding_page.cmake compares the two.

// [page]
#include <ws/net/http_server.hpp>
#include <ws/net/wheel_driver.hpp>
#include <ws/realtime/node.hpp>

#include <chrono>

using namespace ws;

/// One shard: everything that shares a thread.
struct embedded_server
{
    boost::asio::io_context io{1};
    net::timer_wheel wheel{std::chrono::steady_clock::now()};
    net::wheel_driver clock{io.get_executor(), wheel};
    net::send_budget budget{64 * 1024 * 1024};
    net::router table;

    std::unique_ptr<realtime::authenticator> who = realtime::make_hmac_authenticator(
        {.secrets = {secret("a secret of at least 32 characters")}, .audience = {}, .issuer = {}},
        [] { return std::chrono::system_clock::now(); });
    realtime::node node{
        io.get_executor(),
        wheel,
        realtime::channel_rules(realtime::default_namespaces(), false),
        *who,
        [](realtime::broker::deliver_fn deliver) {
            return realtime::make_memory_broker(
                [] { return std::chrono::steady_clock::now(); }, std::move(deliver));
        },
        [] { return std::chrono::system_clock::now(); },
        realtime::node_options{}};
    std::unique_ptr<net::http_server> server;

    result<> start()
    {
        table.add(net::websocket_route{
            .path = "/connection/websocket",
            .admit =
                net::admit_everybody([this](net::websocket& connection) { return node.open(connection); }),
            .subprotocols = {}});
        server = std::make_unique<net::http_server>(
            io.get_executor(), wheel, budget, table, net::http_server_options{});
        if (auto listening = server->listen(); !listening)
            return listening.error(); // for example: address in use
        clock.start();
        server->start();
        return {};
    }

    /// Publishes from inside the process; the answer has the offset, or the protocol's error.
    net::task<realtime::answer<realtime::publish_outcome>> announce(std::string text)
    {
        realtime::publish_request request;
        request.channel = "public:news";
        request.data = std::move(text); // JSON
        co_return co_await node.publish(std::move(request));
    }

    /// Ends everything in order; io.run() returns when it is done.
    net::task<void> stop()
    {
        server->stop();
        node.close_all(); // clients get 3001 and come back elsewhere
        co_await server->join();
        co_await node.stop();
        clock.stop();
    }
};
// [page]

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

TEST(Embedding, ProgramOfThePage_PublishesAndStops)
{
    embedded_server app;
    ASSERT_TRUE(app.start());
    std::uint64_t offset = 0;
    const auto session = [](embedded_server& a, std::uint64_t& seen) -> net::task<void>
    {
        const auto outcome = co_await a.announce(R"({"text":"hello"})");
        if (outcome)
            seen = outcome->position.offset;
        co_await a.stop();
    };
    boost::asio::co_spawn(app.io, session(app, offset), [](std::exception_ptr e) { EXPECT_FALSE(e); });
    app.io.run();
    EXPECT_EQ(offset, 1u);
}
