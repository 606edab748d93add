#include "http_client_fixture.hpp"
#include "support/dead_ports.hpp"

#include <gmock/gmock.h>

using namespace ws;
using namespace ws::test;
using namespace std::chrono_literals;

namespace
{

constexpr auto short_time = 100ms;

reaction silence(const seen_request&) { return {steps::stay_silent{}}; }

std::string local(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

} // namespace

TEST(HttpClientDeadline, WhileInLine_HasProvablyNotArrived)
{
    scripted_server server(silence);
    net::http_client_options options;
    options.max_connections_per_host = 1;
    client_fixture f(options);
    pending_answer first;
    first.start(*f.client, get(server.url()));
    auto second = post(server.url(), "x");
    second.deadline = short_time;
    const auto got = f.ask(std::move(second));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::timed_out);
    EXPECT_FALSE(got.error().may_have_arrived);
    EXPECT_EQ(got.error().message, "no connection to " + local(server.port()) + " was free within 100 ms");
    EXPECT_EQ(f.client->under_way(), 1u);
}

TEST(HttpClientDeadline, WhileConnecting_HasProvablyNotArrived)
{
    full_listener nobody;
    client_fixture f;
    auto by_deadline = post("http://" + local(nobody.port()), "x");
    by_deadline.deadline = short_time;
    auto by_connect_timeout = post("http://" + local(nobody.port()), "x");
    by_connect_timeout.connect_timeout = short_time;
    for (const auto& request : {by_deadline, by_connect_timeout})
    {
        const auto got = f.ask(request);
        ASSERT_FALSE(got);
        EXPECT_EQ(got.error().code, errc::timed_out);
        EXPECT_FALSE(got.error().may_have_arrived);
        EXPECT_EQ(got.error().message, "no connection to " + local(nobody.port()) + " within 100 ms");
    }
}

TEST(HttpClientDeadline, WhileTlsIsNegotiated_HasProvablyNotArrived)
{
    scripted_server::options deaf;
    deaf.on_accept = [](std::size_t) { return reaction{steps::stay_silent{}}; };
    scripted_server server(silence, deaf);
    client_fixture f;
    auto request = post("https://" + local(server.port()), "x");
    request.connect_timeout = short_time;
    const auto got = f.ask(std::move(request));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::timed_out);
    EXPECT_FALSE(got.error().may_have_arrived);
    EXPECT_TRUE(server.wait_until_deserted());
}

TEST(HttpClientDeadline, WhileSending_MayHaveArrived)
{
    scripted_server::options reads_little;
    reads_little.on_accept = [](std::size_t) { return reaction{steps::read{1}, steps::wait_at_gate{}}; };
    scripted_server server(silence, reads_little);
    client_fixture f;
    auto request = post(server.url(), std::string(64 * 1024 * 1024, 'x'));
    request.deadline = short_time;
    const auto got = f.ask(std::move(request));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::timed_out);
    EXPECT_TRUE(got.error().may_have_arrived);
}

TEST(HttpClientDeadline, WhileWaiting_MayHaveArrived)
{
    scripted_server server(silence);
    client_fixture f;
    auto request = post(server.url(), "x");
    request.deadline = short_time;
    const auto got = f.ask(std::move(request));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::timed_out);
    EXPECT_TRUE(got.error().may_have_arrived);
    EXPECT_EQ(got.error().message, "no answer from " + local(server.port()) + " within 100 ms");
    EXPECT_TRUE(server.wait_until_deserted());
}

TEST(HttpClientDeadline, WhileReading_MayHaveArrived)
{
    scripted_server server(
        [](const seen_request&) {
            return reaction{
                steps::send{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"}, steps::stay_silent{}};
        });
    client_fixture f;
    auto request = get(server.url());
    request.deadline = short_time;
    const auto got = f.ask(std::move(request));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::timed_out);
    EXPECT_TRUE(got.error().may_have_arrived);
    EXPECT_THAT(got.error().message, testing::HasSubstr("was not complete"));
}

TEST(HttpClientDeadline, NoDeadline_IsNoOverflow)
{
    scripted_server server([](const seen_request&) { return answer(200, "fine"); });
    client_fixture f;
    auto request = get(server.url());
    request.deadline = std::chrono::milliseconds::max();
    const auto got = f.ask(std::move(request));
    EXPECT_TRUE(got) << failure_text(got);
}
