#include "http_client_fixture.hpp"
#include "support/h2_server.hpp"

#include <gmock/gmock.h>

#include <curl/curl.h>
#include <memory>
#include <vector>

using namespace ws;
using namespace ws::test;
using testing::ElementsAre;

namespace
{

class HttpClientHttp2 : public testing::Test
{
protected:
    [[nodiscard]] net::http_client_options trusted() const
    {
        net::http_client_options options;
        options.ca_file = server.ca_file();
        return options;
    }

    /// Every request the server took: it answers this one after all others.
    std::vector<std::string> all_taken()
    {
        client_fixture other(trusted());
        EXPECT_TRUE(other.ask(post(server.url("/end"), "")));
        std::vector<std::string> taken;
        for (std::size_t count = 1; taken.empty() || taken.back() != "POST /end over 1.1"; ++count)
            taken = server.taken(count);
        taken.pop_back();
        return taken;
    }

    h2_server server;
    client_fixture f{trusted()};
};

} // namespace

TEST_F(HttpClientHttp2, OfferedByTheServer_IsSpoken)
{
    const auto got = f.ask(post(server.url("/echo"), "hello"));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_TRUE(got->http2);
    EXPECT_EQ(got->body, "POST hello");
    EXPECT_EQ(got->header("x-length"), "5");
}

TEST_F(HttpClientHttp2, SwitchedOff_IsNotSpoken)
{
    auto options = trusted();
    options.http2 = false;
    client_fixture old(options);
    const auto got = old.ask(post(server.url("/echo"), "hello"));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_FALSE(got->http2);
}

TEST_F(HttpClientHttp2, ManyAtOnce_ShareAConnection)
{
    std::vector<std::unique_ptr<pending_answer>> all;
    for (int i = 0; i < 300; ++i)
    {
        all.push_back(std::make_unique<pending_answer>());
        all.back()->start(*f.client, post(server.url("/echo"), std::to_string(i)));
    }
    std::size_t new_connections = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
    {
        ASSERT_TRUE(f.run_until([&] { return all[i]->result.has_value(); }));
        const auto& got = *all[i]->result;
        ASSERT_TRUE(got) << failure_text(got);
        EXPECT_EQ(got->body, "POST " + std::to_string(i));
        new_connections += got->reused_connection ? 0 : 1;
    }
    EXPECT_EQ(new_connections, 1u);
}

TEST_F(HttpClientHttp2, RefusedStream_HasProvablyNotArrived)
{
    const auto got = f.ask(post(server.url("/refuse"), "x"));
    ASSERT_FALSE(got);
    EXPECT_FALSE(got.error().may_have_arrived) << got.error().message;
    EXPECT_THAT(all_taken(), ElementsAre());
}

TEST_F(HttpClientHttp2, RefusedOnce_IsSentAgain)
{
    const auto got = f.ask(post(server.url("/refuse/1"), "x"));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(got->body, "POST x");
    EXPECT_THAT(all_taken(), ElementsAre("POST /refuse/1"));
}

TEST_F(HttpClientHttp2, GoawayOnANewConnection_HasProvablyNotArrived)
{
    const auto got = f.ask(post(server.leaving_url(), "x"));
    ASSERT_FALSE(got);
    EXPECT_FALSE(got.error().may_have_arrived) << got.error().message;
}

TEST_F(HttpClientHttp2, GoawayOnAReusedConnection_HasProvablyNotArrived)
{
    ASSERT_TRUE(f.ask(post(server.url("/echo"), "1")));
    const auto got = f.ask(post(server.url("/goaway"), "2"));
    ASSERT_FALSE(got);
    EXPECT_FALSE(got.error().may_have_arrived) << got.error().message;
    EXPECT_THAT(all_taken(), ElementsAre("POST /echo"));
}

TEST_F(HttpClientHttp2, StreamThatIsReset_MayHaveArrivedAndIsNotSentAgain)
{
    const auto got = f.ask(post(server.url("/reset"), "x"));
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().may_have_arrived);
    EXPECT_THAT(all_taken(), ElementsAre("POST /reset"));
}

TEST_F(HttpClientHttp2, ConnectionThatEnds_MayHaveArrivedAndIsNotSentAgain)
{
    // On a new connection, on one used before, and on one that is shared.
    EXPECT_FALSE(f.ask(post(server.url("/gone"), "1")));
    ASSERT_TRUE(f.ask(post(server.url("/echo"), "2")));
    const auto reused = f.ask(post(server.url("/gone"), "3"));
    ASSERT_FALSE(reused);
    EXPECT_TRUE(reused.error().may_have_arrived);

    client_fixture fresh(trusted());
    pending_answer first;
    pending_answer second;
    first.start(*fresh.client, post(server.url("/silent"), "4"));
    second.start(*fresh.client, post(server.url("/gone"), "5"));
    ASSERT_TRUE(fresh.run_until([&] { return first.result && second.result; }));
    for (const auto* pending : {&first, &second})
    {
        ASSERT_FALSE(*pending->result);
        EXPECT_TRUE(pending->result->error().may_have_arrived);
    }
    EXPECT_THAT(
        all_taken(), testing::UnorderedElementsAre(
                         "POST /gone", "POST /echo", "POST /gone", "POST /silent", "POST /gone"));
}

TEST_F(HttpClientHttp2, WriteWithoutBody_DoesNotShareAConnection)
{
    ASSERT_TRUE(f.ask(post(server.url("/echo"), "x")));
    auto write = get(server.url("/echo"));
    write.method = "DELETE";
    write.repeatable = false;
    const auto got = f.ask(std::move(write));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_FALSE(got->http2);
    EXPECT_FALSE(got->reused_connection);
}

TEST_F(HttpClientHttp2, Cancelled_LeavesTheConnectionToOthers)
{
    ASSERT_TRUE(f.ask(post(server.url("/echo"), "x")));
    auto impatient = post(server.url("/silent"), "x");
    impatient.deadline = std::chrono::milliseconds(100);
    const auto none = f.ask(std::move(impatient));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, errc::timed_out);
    EXPECT_TRUE(none.error().may_have_arrived);
    const auto got = f.ask(post(server.url("/echo"), "x"));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_TRUE(got->reused_connection);
}
