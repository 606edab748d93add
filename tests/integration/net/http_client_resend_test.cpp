#include "http_client_fixture.hpp"

#include <algorithm>

using namespace ws;
using namespace ws::test;

namespace
{

/// The first request on the first connection is answered; what comes next there meets
/// `then`. Other connections answer all, so that one who asks again is served.
scripted_server::script answer_once(reaction then)
{
    return [then = std::move(then)](const seen_request& seen)
    { return seen.connection == 0 && seen.number > 0 ? then : answer(200, "fine"); };
}

std::size_t count_method(const scripted_server& server, const std::string& method)
{
    const auto seen = server.requests();
    return static_cast<std::size_t>(
        std::count_if(seen.begin(), seen.end(), [&](const auto& r) { return r.method() == method; }));
}

const reaction close_unanswered{steps::close{}};
const reaction reset_unanswered{steps::reset{}};

} // namespace

TEST(HttpClientResend, WriteOnReusedConnectionThatEnds_IsSentOnceAndMayHaveArrived)
{
    for (const auto& end : {close_unanswered, reset_unanswered})
        for (const std::size_t size : {std::size_t{1}, std::size_t{3'000'000}})
        {
            scripted_server server(answer_once(end));
            client_fixture f;
            ASSERT_TRUE(f.ask(get(server.url())));
            const auto got = f.ask(post(server.url(), std::string(size, 'x')));
            ASSERT_FALSE(got) << size;
            EXPECT_TRUE(got.error().may_have_arrived) << size;
            EXPECT_EQ(got.error().code.category(), net::curl_category());
            EXPECT_EQ(count_method(server, "POST"), 1u) << size;
        }
}

TEST(HttpClientResend, WriteCutWhileItsBodyIsSentOnReusedConnection_IsSentOnce)
{
    scripted_server server(
        [](const seen_request& seen)
        {
            // What follows the first answer is read in part only.
            auto what = answer(200, "fine");
            if (seen.connection == 0)
                what.insert(what.end(), {steps::read{2000}, steps::reset{}});
            return what;
        });
    client_fixture f;
    ASSERT_TRUE(f.ask(get(server.url())));
    const auto got = f.ask(post(server.url(), std::string(3'000'000, 'x')));
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().may_have_arrived);
    EXPECT_EQ(server.connection_count(), 1u);
}

TEST(HttpClientResend, WriteOnNewConnectionThatEnds_IsSentOnceAndMayHaveArrived)
{
    scripted_server server([](const seen_request&) { return close_unanswered; });
    client_fixture f;
    const auto got = f.ask(post(server.url(), "x"));
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().may_have_arrived);
    EXPECT_EQ(server.request_count(), 1u);
    EXPECT_EQ(
        got.error().message,
        "127.0.0.1:" + std::to_string(server.port()) + " closed the connection without an answer");
}

TEST(HttpClientResend, WriteWithoutBody_GetsItsOwnConnectionAndIsSentOnce)
{
    for (const auto* method : {"GET", "DELETE", "POST"})
    {
        scripted_server server(
            [](const seen_request& seen)
            { return seen.target() == "/write" ? close_unanswered : answer(200, "fine"); });
        client_fixture f;
        ASSERT_TRUE(f.ask(get(server.url())));
        auto write = post(server.url("/write"), "");
        write.method = method;
        const auto got = f.ask(std::move(write));
        ASSERT_FALSE(got) << method;
        EXPECT_TRUE(got.error().may_have_arrived);
        EXPECT_EQ(server.request_count(), 2u) << method;
        EXPECT_EQ(server.connection_count(), 2u) << method;
    }
}

TEST(HttpClientResend, RepeatableOnReusedConnectionThatEnds_IsSentAgainAndSucceeds)
{
    for (const std::string body : {"", "select"})
        for (const auto& end : {close_unanswered, reset_unanswered})
        {
            scripted_server server(answer_once(end));
            client_fixture f;
            ASSERT_TRUE(f.ask(get(server.url())));
            auto read = post(server.url(), body);
            read.repeatable = true;
            const auto got = f.ask(std::move(read));
            ASSERT_TRUE(got) << failure_text(got);
            EXPECT_EQ(got->body, "fine");
            ASSERT_EQ(server.request_count(), 3u);
            EXPECT_EQ(server.requests().back().body, body);
        }
}

TEST(HttpClientResend, WriteWhileConnectionIsKnownToBeDead_GoesToAnother)
{
    scripted_server server(
        [](const seen_request& seen)
        {
            auto what = answer(200, "fine");
            if (seen.connection == 0)
                what.emplace_back(steps::close{});
            return what;
        });
    client_fixture f;
    ASSERT_TRUE(f.ask(get(server.url())));
    ASSERT_TRUE(server.wait_until_deserted());
    const auto got = f.ask(post(server.url(), "x"));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(count_method(server, "POST"), 1u);
    EXPECT_FALSE(got->reused_connection);
}
