#include "support/http_server_thread.hpp"
#include "support/log_capture.hpp"
#include "support/tcp_peer.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>

namespace ws::net
{
namespace
{

using test::http_server_thread;
using test::tcp_peer;

constexpr std::string_view request = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

task<http_response> hello(const http_request&) { co_return json_response(200, "{}"); }

router routes()
{
    http_route route;
    route.method = "GET";
    route.path = "/a";
    route.handle = hello;
    router table;
    table.add(std::move(route));
    return table;
}

unsigned ask(tcp_peer& peer)
{
    peer.send(request);
    return peer.read_answer().status;
}

/// While it lives, this process gets no further file descriptor.
class no_more_descriptors
{
public:
    no_more_descriptors()
    {
        getrlimit(RLIMIT_NOFILE, &before_);
        const int lowest_free = dup(STDERR_FILENO);
        close(lowest_free);
        auto none = before_;
        none.rlim_cur = static_cast<rlim_t>(lowest_free);
        setrlimit(RLIMIT_NOFILE, &none);
    }
    ~no_more_descriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
    no_more_descriptors(const no_more_descriptors&) = delete;
    no_more_descriptors& operator=(const no_more_descriptors&) = delete;

private:
    rlimit before_{};
};

} // namespace

TEST(ConnectionLimit, OneMore_Gets503AndTheOthersGoOn)
{
    test::log_capture log;
    http_server_options options;
    options.max_connections = 2;
    http_server_thread server(routes(), options);
    tcp_peer first(server.port());
    tcp_peer second(server.port());
    EXPECT_EQ(ask(first), 200U);
    EXPECT_EQ(ask(second), 200U);

    for (int i = 0; i < 5; ++i)
    {
        tcp_peer refused(server.port());
        refused.send(request);
        const auto answer = refused.read_answer();
        EXPECT_EQ(answer.status, 503U);
        EXPECT_EQ(answer.header("Retry-After"), "5");
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_EQ(refused.read_to_end(), "");
    }
    EXPECT_GE(log.count("connection_limit_reached"), 1U);
    EXPECT_EQ(server.connection_count(), 2U);
    EXPECT_EQ(ask(first), 200U);
    EXPECT_EQ(ask(second), 200U);
}

TEST(ConnectionLimit, Probe_IsServedAllTheSameOneRequestAConnection)
{
    router table = routes();
    http_route probe;
    probe.method = "GET";
    probe.path = "/probe";
    probe.when_full = true;
    probe.handle = [](const http_request&) -> task<http_response> { co_return text_response(200, "alive"); };
    table.add(std::move(probe));
    http_server_options options;
    options.max_connections = 1;
    http_server_thread server(std::move(table), options);
    tcp_peer first(server.port());
    EXPECT_EQ(ask(first), 200U);

    // As many as there are seats: each is given back.
    for (int i = 0; i < 70; ++i)
    {
        tcp_peer prober(server.port());
        prober.send("GET /probe HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto answer = prober.read_answer();
        ASSERT_EQ(answer.status, 200U);
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_EQ(prober.read_to_end(), "");
        EXPECT_EQ(server.connection_count(), 1U);
    }
    tcp_peer stranger(server.port());
    stranger.send("nonsense\r\n\r\n");
    EXPECT_EQ(stranger.read_answer().status, 503U);
    EXPECT_EQ(ask(first), 200U);
}

TEST(ConnectionLimit, OneLeaves_TheNextIsServed)
{
    http_server_options options;
    options.max_connections = 1;
    http_server_thread server(routes(), options);
    {
        tcp_peer first(server.port());
        EXPECT_EQ(ask(first), 200U);
    }
    while (server.connection_count() > 0)
        std::this_thread::yield();
    tcp_peer second(server.port());
    EXPECT_EQ(ask(second), 200U);
}

TEST(ConnectionLimit, ManyAtOnce_NoneIsLeftWithoutAnAnswer)
{
    http_server_options options;
    options.max_connections = 1;
    http_server_thread server(routes(), options);
    tcp_peer first(server.port());
    EXPECT_EQ(ask(first), 200U);
    // More than are closed gently.
    std::vector<std::unique_ptr<tcp_peer>> crowd;
    for (int i = 0; i < 100; ++i)
        crowd.push_back(std::make_unique<tcp_peer>(server.port()));
    for (const auto& peer : crowd)
        EXPECT_TRUE(peer->read_to_end().starts_with("HTTP/1.1 503 "));
    EXPECT_EQ(ask(first), 200U);
}

TEST(DescriptorLimit, NoneLeft_AcceptingWaitsAndGoesOn)
{
    test::log_capture log;
    http_server_thread server(routes());
    tcp_peer served(server.port());
    EXPECT_EQ(ask(served), 200U);

    tcp_peer late; // has its descriptor already
    {
        const no_more_descriptors limit;
        ASSERT_EQ(dup(STDERR_FILENO), -1);
        ASSERT_EQ(errno, EMFILE);
        late.connect(server.port());
        late.send(request);
        ASSERT_TRUE(log.wait_for("accept_failed"));
        EXPECT_EQ(ask(served), 200U);
    }
    EXPECT_EQ(late.read_answer().status, 200U);
}

} // namespace ws::net
