#include "support/http_server_thread.hpp"
#include "support/log_capture.hpp"
#include "support/tcp_peer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <future>

namespace ws::net
{
namespace
{

using test::http_server_thread;
using test::tcp_peer;
using timer = asio::basic_waitable_timer<
    std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, executor>;

constexpr std::string_view slow_request = "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view quick_request = "GET /quick HTTP/1.1\r\nHost: h\r\n\r\n";

/// A handler that has begun and ends when the test says so.
struct gate
{
    std::promise<void> begun;
    timer* opens = nullptr;
};

task<http_response> pass(gate& g)
{
    timer opens(co_await asio::this_coro::executor, timer::time_point::max());
    g.opens = &opens;
    g.begun.set_value();
    co_await opens.async_wait(asio::as_tuple(use_task));
    co_return json_response(200, "\"late\"");
}

task<http_response> quick(const http_request&) { co_return json_response(200, "{}"); }

http_route row(std::string path, http_handler handle)
{
    http_route route;
    route.method = "GET";
    route.path = std::move(path);
    route.handle = std::move(handle);
    return route;
}

class HttpStop : public testing::Test
{
protected:
    router routes()
    {
        router table;
        table.add(row("/slow", [this](const http_request&) { return pass(gate_); }));
        table.add(row("/quick", quick));
        return table;
    }

    gate gate_;
    http_server_thread server_{routes()};
    tcp_peer peer_{server_.port()};
};

} // namespace

TEST_F(HttpStop, HandlerRuns_ItsAnswerArrivesAndTheConnectionCloses)
{
    peer_.send(slow_request);
    gate_.begun.get_future().wait();
    server_.stop();
    EXPECT_EQ(server_.connection_count(), 1U);
    server_.on_loop([this] { gate_.opens->cancel(); });
    const auto answer = peer_.read_answer();
    EXPECT_EQ(answer.body, "\"late\"");
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_EQ(peer_.read_to_end(), "");
    peer_.close();
    server_.wait_until_ended();
}

TEST_F(HttpStop, IdleConnections_AreClosed)
{
    peer_.send(quick_request);
    EXPECT_EQ(peer_.read_answer().status, 200U);
    tcp_peer fresh(server_.port());
    server_.stop();
    EXPECT_EQ(peer_.read_to_end(), "");
    EXPECT_EQ(fresh.read_to_end(), "");
    server_.wait_until_ended();
}

TEST_F(HttpStop, HeadHasBegun_RequestIsStillAnswered)
{
    peer_.send(quick_request.substr(0, 10));
    // The second connection is served after the first one's bytes have been read.
    tcp_peer other(server_.port());
    other.send(quick_request);
    EXPECT_EQ(other.read_answer().status, 200U);
    server_.stop();
    peer_.send(quick_request.substr(10));
    const auto answer = peer_.read_answer();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.header("Connection"), "close");
    peer_.close();
    server_.wait_until_ended();
}

TEST_F(HttpStop, NewConnections_AreRefused)
{
    server_.stop();
    tcp_peer late;
    EXPECT_ANY_THROW(late.connect(server_.port()));
}

TEST_F(HttpStop, Abort_CancelsHandlersAndEndsEverything)
{
    test::log_capture log;
    peer_.send(slow_request);
    gate_.begun.get_future().wait();
    tcp_peer idle(server_.port());
    idle.send(quick_request);
    EXPECT_EQ(idle.read_answer().status, 200U);
    server_.abort();
    server_.wait_until_ended();
    EXPECT_EQ(peer_.read_to_end(), "");
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_EQ(log.count("failed"), 0U);
}

} // namespace ws::net
