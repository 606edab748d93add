#include "http_client_fixture.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <memory>
#include <vector>

using namespace ws;
using namespace ws::test;

namespace
{

reaction fine(const seen_request&) { return answer(200, "fine"); }

} // namespace

TEST(HttpClientReuse, OneAfterTheOther_ShareAConnection)
{
    scripted_server server(fine);
    client_fixture f;
    for (int i = 0; i < 20; ++i)
    {
        const auto got = f.ask(i % 2 ? get(server.url()) : post(server.url(), "x"));
        ASSERT_TRUE(got) << failure_text(got);
        EXPECT_EQ(got->reused_connection, i > 0);
    }
    EXPECT_EQ(server.connection_count(), 1u);
}

TEST(HttpClientReuse, ThousandAtOnce_TakeNoMoreConnectionsThanAllowed)
{
    scripted_server server([](const seen_request& seen) { return answer(200, seen.body); });
    client_fixture f;
    std::vector<std::unique_ptr<pending_answer>> all;
    for (int i = 0; i < 1000; ++i)
    {
        all.push_back(std::make_unique<pending_answer>());
        all.back()->start(*f.client, post(server.url(), std::to_string(i)));
    }
    EXPECT_EQ(f.client->under_way(), 1000u);
    const auto all_answered = [&]
    { return std::all_of(all.begin(), all.end(), [](const auto& one) { return one->result.has_value(); }); };
    ASSERT_TRUE(f.run_until(all_answered));
    for (std::size_t i = 0; i < all.size(); ++i)
    {
        ASSERT_TRUE(all[i]->result && *all[i]->result) << i;
        EXPECT_EQ((*all[i]->result)->body, std::to_string(i));
    }
    EXPECT_LE(server.most_connections(), 8u);
    EXPECT_LE(server.connection_count(), 8u);
    EXPECT_EQ(server.request_count(), 1000u);
}

TEST(HttpClientReuse, WaitingInLineLongerThanConnectTimeout_IsNoFailure)
{
    scripted_server server(
        [](const seen_request& seen)
        {
            auto what = answer(200, "fine");
            if (seen.connection == 0)
                what = {steps::drip{answer_text(200, "slow"), std::chrono::milliseconds(5)}, steps::close{}};
            return what;
        });
    net::http_client_options options;
    options.max_connections_per_host = 1;
    client_fixture f(options);
    pending_answer first;
    pending_answer second;
    first.start(*f.client, get(server.url()));
    auto impatient = get(server.url());
    impatient.connect_timeout = std::chrono::milliseconds(100); // the first takes more than twice that
    second.start(*f.client, std::move(impatient));
    ASSERT_TRUE(f.run_until([&] { return second.result.has_value(); }));
    EXPECT_TRUE(*second.result) << failure_text(*second.result);
}

TEST(HttpClientReuse, ConnectionThatRestedTooLong_IsNotUsedAgain)
{
    scripted_server server(fine);
    net::http_client_options options;
    options.max_idle = std::chrono::seconds(2);
    client_fixture f(options);
    ASSERT_TRUE(f.ask(get(server.url())));
    boost::asio::steady_timer rest(f.io, std::chrono::milliseconds(2100));
    bool rested = false;
    rest.async_wait([&](const auto&) { rested = true; });
    ASSERT_TRUE(f.run_until([&] { return rested; }));
    const auto got = f.ask(get(server.url()));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_FALSE(got->reused_connection);
    EXPECT_EQ(server.connection_count(), 2u);
}

TEST(HttpClientReuse, ServerThatAsksToClose_GetsNoSecondRequest)
{
    scripted_server server([](const seen_request&) { return answer(200, "", "Connection: close\r\n"); });
    client_fixture f;
    ASSERT_TRUE(f.ask(get(server.url())));
    ASSERT_TRUE(f.ask(get(server.url())));
    EXPECT_EQ(server.connection_count(), 2u);
}
