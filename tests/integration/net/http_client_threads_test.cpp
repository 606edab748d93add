#include "support/scripted_server.hpp"

#include <ws/net/http_client.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <random>
#include <thread>
#include <vector>

using namespace ws;
using namespace ws::test;
namespace asio = boost::asio;

namespace
{

constexpr std::size_t request_count = 200;
constexpr std::size_t thread_count = 4;

/// One request, which another thread may cancel.
struct asked_once
{
    asio::cancellation_signal signal;
    std::promise<void> started;
    std::atomic<int> answers = 0;
    bool as_expected = false;
};

} // namespace

TEST(HttpClientThreads, ManyRequestsOnAStrandCancelledFromElsewhere_AreAnsweredOnceEach)
{
    scripted_server server(
        [](const seen_request& seen)
        {
            // Every seventh hangs until it is cancelled or its time is up.
            if (std::stoul(seen.body) % 7 == 0)
                return reaction{steps::stay_silent{}};
            return answer(200, seen.body);
        });
    asio::io_context io;
    const auto strand = asio::make_strand(io);
    auto client = net::make_curl_http_client(strand, {});

    std::vector<std::unique_ptr<asked_once>> all;
    for (std::size_t i = 0; i < request_count; ++i)
        all.push_back(std::make_unique<asked_once>());
    const auto start = [&](std::size_t i)
    {
        net::outgoing_request request;
        request.method = "POST";
        request.url = server.url();
        request.body = std::to_string(i);
        request.deadline = std::chrono::milliseconds(2000);
        auto& one = *all[i];
        // Without an executor of its own: the handler runs on the client's strand.
        const auto on_answer = [&one, i](const net::transfer_result& got)
        {
            ++one.answers;
            one.as_expected = got ? got->body == std::to_string(i)
                                  : got.error().code == asio::error::operation_aborted ||
                                        got.error().code == errc::timed_out;
        };
        client->send(std::move(request), asio::bind_cancellation_slot(one.signal.slot(), on_answer));
        one.started.set_value();
    };
    for (std::size_t i = 0; i < request_count; ++i)
        asio::post(strand, [&start, i] { start(i); });

    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < thread_count; ++i)
        threads.emplace_back([&io] { io.run(); });
    std::thread canceller(
        [&]
        {
            std::mt19937 random(7);
            for (auto& one : all)
            {
                one->started.get_future().wait();
                if (random() % 3 == 0)
                    one->signal.emit(asio::cancellation_type::terminal);
            }
        });
    canceller.join();
    for (auto& thread : threads)
        thread.join();

    for (std::size_t i = 0; i < request_count; ++i)
    {
        EXPECT_EQ(all[i]->answers, 1) << i;
        EXPECT_TRUE(all[i]->as_expected) << i;
    }
    EXPECT_EQ(client->under_way(), 0u);
}

TEST(HttpClientThreads, ClientDestroyedOnItsStrandWhileCancelled_AnswersAll)
{
    scripted_server server([](const seen_request&) { return reaction{steps::stay_silent{}}; });
    asio::io_context io;
    const auto strand = asio::make_strand(io);
    auto client = net::make_curl_http_client(strand, {});
    std::atomic<std::size_t> answers = 0;
    std::vector<std::unique_ptr<asio::cancellation_signal>> signals;
    for (std::size_t i = 0; i < request_count; ++i)
    {
        signals.push_back(std::make_unique<asio::cancellation_signal>());
        net::outgoing_request request;
        request.url = server.url();
        client->send(
            std::move(request), asio::bind_cancellation_slot(
                                    signals.back()->slot(), [&](const net::transfer_result&) { ++answers; }));
    }
    asio::post(strand, [&] { client.reset(); });
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < thread_count; ++i)
        threads.emplace_back([&io] { io.run(); });
    for (auto& signal : signals)
        signal->emit(asio::cancellation_type::terminal);
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(answers, request_count);
}
