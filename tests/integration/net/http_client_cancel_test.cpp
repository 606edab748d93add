#include "http_client_fixture.hpp"
#include "support/dead_ports.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <filesystem>
#include <thread>

using namespace ws;
using namespace ws::test;
namespace asio = boost::asio;

namespace
{

/// A request that can be cancelled.
struct cancellable
{
    void start(net::http_client& client, net::outgoing_request request)
    {
        client.send(
            std::move(request),
            asio::bind_cancellation_slot(
                signal.slot(), [this](net::transfer_result r) { result.emplace(std::move(r)); }));
    }

    asio::cancellation_signal signal;
    std::optional<net::transfer_result> result;
};

void expect_cancelled(client_fixture& f, cancellable& c, bool may_have_arrived)
{
    c.signal.emit(asio::cancellation_type::terminal);
    EXPECT_FALSE(c.result); // never from within emit()
    ASSERT_TRUE(f.run_until([&] { return c.result.has_value(); }));
    ASSERT_FALSE(*c.result);
    EXPECT_EQ(c.result->error().code, asio::error::operation_aborted);
    EXPECT_EQ(c.result->error().may_have_arrived, may_have_arrived);
    EXPECT_EQ(f.client->under_way(), 0u);
}

reaction silence(const seen_request&) { return {steps::stay_silent{}}; }

std::size_t open_descriptors()
{
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace

TEST(HttpClientCancel, WhileInLine_HasProvablyNotArrived)
{
    scripted_server server(silence);
    net::http_client_options options;
    options.max_connections_per_host = 1;
    client_fixture f(options);
    cancellable first;
    cancellable second;
    first.start(*f.client, get(server.url()));
    second.start(*f.client, post(server.url(), "x"));
    second.signal.emit(asio::cancellation_type::total);
    ASSERT_TRUE(f.run_until([&] { return second.result.has_value(); }));
    ASSERT_FALSE(*second.result);
    EXPECT_EQ(second.result->error().code, asio::error::operation_aborted);
    EXPECT_FALSE(second.result->error().may_have_arrived);
    EXPECT_EQ(f.client->under_way(), 1u);
}

TEST(HttpClientCancel, WhileResolving_HasProvablyNotArrived)
{
    client_fixture f;
    cancellable c;
    c.start(*f.client, post("http://nosuch.invalid/", "x"));
    expect_cancelled(f, c, false);
}

TEST(HttpClientCancel, WhileConnecting_HasProvablyNotArrived)
{
    full_listener nobody;
    client_fixture f;
    cancellable c;
    c.start(*f.client, post("http://127.0.0.1:" + std::to_string(nobody.port()), "x"));
    expect_cancelled(f, c, false);
}

TEST(HttpClientCancel, InFlight_MayHaveArrivedAndEndsTheConnection)
{
    scripted_server server(silence);
    client_fixture f;
    cancellable c;
    c.start(*f.client, post(server.url(), "x"));
    ASSERT_TRUE(f.run_while_waiting([&] { return server.request_count() == 1; }));
    expect_cancelled(f, c, true);
    EXPECT_TRUE(server.wait_until_deserted());
}

TEST(HttpClientCancel, LateOrTwice_DoesNothing)
{
    scripted_server server([](const seen_request&) { return answer(200, "fine"); });
    client_fixture f;
    cancellable c;
    c.start(*f.client, get(server.url()));
    ASSERT_TRUE(f.run_until([&] { return c.result.has_value(); }));
    EXPECT_TRUE(*c.result);
    c.signal.emit(asio::cancellation_type::terminal);
    c.signal.emit(asio::cancellation_type::terminal);
    EXPECT_TRUE(f.ask(get(server.url())));
    f.client.reset();
    c.signal.emit(asio::cancellation_type::terminal);
    f.run_until([] { return false; });
}

TEST(HttpClientCancel, OneOfTwo_LeavesTheOtherAlone)
{
    scripted_server server(
        [](const seen_request& seen)
        {
            reaction what{steps::wait_at_gate{}};
            what.emplace_back(steps::send{answer_text(200, seen.target())});
            return what;
        });
    client_fixture f;
    cancellable first;
    cancellable second;
    first.start(*f.client, get(server.url("/1")));
    second.start(*f.client, get(server.url("/2")));
    ASSERT_TRUE(f.run_while_waiting([&] { return server.request_count() == 2; }));
    first.signal.emit(asio::cancellation_type::terminal);
    ASSERT_TRUE(f.run_until([&] { return first.result.has_value(); }));
    server.open_gate();
    ASSERT_TRUE(f.run_until([&] { return second.result.has_value(); }));
    ASSERT_TRUE(*second.result);
    EXPECT_EQ((*second.result)->body, "/2");
}

TEST(HttpClientCancel, ClientThatGoes_EndsAllAndKeepsNoDescriptor)
{
    const auto before = open_descriptors();
    {
        full_listener nobody;
        scripted_server server(silence);
        boost::asio::io_context io;
        net::http_client_options options;
        options.max_connections_per_host = 2;
        auto client = net::make_curl_http_client(io.get_executor(), options);
        std::vector<std::unique_ptr<pending_answer>> all;
        auto start = [&](net::outgoing_request request)
        {
            all.push_back(std::make_unique<pending_answer>());
            all.back()->start(*client, std::move(request));
        };
        for (int i = 0; i < 5; ++i)
            start(post(server.url(), "x"));
        start(get("http://127.0.0.1:" + std::to_string(nobody.port())));
        start(get("http://nosuch.invalid/"));
        for (int i = 0; i < 1000 && server.request_count() < 2; ++i)
            io.run_one_for(std::chrono::milliseconds(5));
        ASSERT_EQ(server.request_count(), 2u);

        client.reset();
        io.restart();
        io.run();
        std::size_t arrived = 0;
        for (const auto& one : all)
        {
            ASSERT_TRUE(one->result);
            ASSERT_FALSE(*one->result);
            arrived += one->result->error().may_have_arrived ? 1 : 0;
        }
        EXPECT_EQ(all.front()->result->error().code, errc::closed);
        EXPECT_EQ(arrived, 2u);
        EXPECT_TRUE(server.wait_until_deserted());
        EXPECT_EQ(server.request_count(), 2u);
    }
    // libcurl's thread keeps its sockets until the lookup of the name ends: where no name
    // server answers that is the resolver's time-out, and the client does not wait for it.
    for (int i = 0; i < 3000 && open_descriptors() != before; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(open_descriptors(), before);
}

TEST(HttpClientCancel, HandlerThatDestroysTheClient_IsNoHarm)
{
    scripted_server server([](const seen_request&) { return answer(200, "fine"); });
    client_fixture f;
    bool over = false;
    pending_answer other;
    other.start(*f.client, get(server.url()));
    f.client->send(
        get(server.url()),
        [&](const net::transfer_result&)
        {
            f.client.reset();
            over = true;
        });
    ASSERT_TRUE(f.run_until([&] { return over && other.result.has_value(); }));
}
