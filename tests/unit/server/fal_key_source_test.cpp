#include "server/fal_key_source.hpp"
#include "support/fake_http_client.hpp"
#include "support/log_capture.hpp"
#include "support/test_data.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <optional>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;
using webhook::fal_keys_ptr;

class FalKeySource : public testing::Test
{
protected:
    ~FalKeySource() override
    {
        net::asio::co_spawn(io_.get_executor(), source_.stop(), net::asio::detached);
        settle();
    }

    /// Asks; the answer is in got_ once there is one.
    void ask() { start(source_.keys()); }
    void ask_for_others(const fal_keys_ptr& tried) { start(source_.other_than(tried)); }

    void answer_with_keys()
    {
        client_.answer(200, boost::json::serialize(test::read_json("webhooks/fal-jwks.json")));
        settle();
    }

    void fail()
    {
        client_.answer(404);
        settle();
    }

    fal_keys_ptr keys_by_now()
    {
        ask();
        return got_.value_or(nullptr);
    }

    void advance(std::chrono::milliseconds by)
    {
        wheel_.advance(wheel_.now() + by);
        settle();
    }

    void settle()
    {
        io_.restart();
        io_.poll();
    }

    net::asio::io_context io_{1};
    net::timer_wheel wheel_{steady_time(1h)};
    test::log_capture log_;
    test::fake_http_client client_{io_.get_executor()};
    fal_key_source source_{io_.get_executor(), wheel_, client_, "https://fal.example.test/jwks"};
    std::optional<fal_keys_ptr> got_;

private:
    void start(net::task<fal_keys_ptr> op)
    {
        got_.reset();
        auto on_end = [this](const std::exception_ptr&, fal_keys_ptr keys) { got_ = std::move(keys); };
        net::asio::co_spawn(io_.get_executor(), std::move(op), std::move(on_end));
        settle();
    }
};

TEST_F(FalKeySource, FirstDelivery_WaitsForTheKeys)
{
    EXPECT_TRUE(client_.requests.empty()) << "nobody is asked before";
    ask();
    EXPECT_FALSE(got_);
    ASSERT_EQ(client_.requests.size(), 1U);
    EXPECT_EQ(client_.requests[0].url, "https://fal.example.test/jwks");
    EXPECT_EQ(client_.requests[0].max_response_bytes, 256U * 1024);
    answer_with_keys();
    ASSERT_TRUE(got_);
    EXPECT_NE(*got_, nullptr);
    EXPECT_NE(keys_by_now(), nullptr);
    EXPECT_EQ(client_.requests.size(), 1U);
}

TEST_F(FalKeySource, SlowServer_IsNotWaitedForLongerThanSendersWait)
{
    ask();
    advance(1600ms);
    ASSERT_TRUE(got_);
    EXPECT_EQ(*got_, nullptr);
    answer_with_keys();
    EXPECT_NE(keys_by_now(), nullptr);
}

TEST_F(FalKeySource, FailedFetch_IsTriedAgainOnlyAfterAPause)
{
    ask();
    fail();
    EXPECT_EQ(got_.value(), nullptr);
    EXPECT_EQ(keys_by_now(), nullptr);
    EXPECT_EQ(client_.requests.size(), 1U);
    advance(10s);
    ask();
    EXPECT_EQ(client_.requests.size(), 2U);
    client_.answer(200, "{}");
    settle();
    EXPECT_EQ(got_.value(), nullptr);
    EXPECT_EQ(log_.count("fal_keys_refresh_failed"), 2U);
}

TEST_F(FalKeySource, KeysOlderThanAnHour_AreUsedWhileNewOnesAreFetched)
{
    ask();
    answer_with_keys();
    advance(61min);
    const auto old = keys_by_now();
    EXPECT_NE(old, nullptr);
    EXPECT_EQ(client_.requests.size(), 2U);
    answer_with_keys();
    EXPECT_NE(keys_by_now(), old);
}

TEST_F(FalKeySource, KeysOlderThanADay_AreOfNoUse)
{
    ask();
    answer_with_keys();
    advance(24h);
    ask();
    EXPECT_FALSE(got_) << "waits for others";
    fail();
    EXPECT_EQ(got_.value(), nullptr);
}

TEST_F(FalKeySource, MismatchLongAfterTheFetch_FetchesAgainAtMostEveryFiveMinutes)
{
    ask();
    answer_with_keys();
    const auto first = got_.value();
    ask_for_others(first);
    EXPECT_EQ(got_.value(), nullptr) << "they have just come";
    EXPECT_EQ(client_.requests.size(), 1U);
    advance(5min);
    ask_for_others(first);
    EXPECT_FALSE(got_);
    answer_with_keys();
    EXPECT_NE(got_.value(), nullptr);
    EXPECT_NE(got_.value(), first);
    ask_for_others(first);
    EXPECT_NE(got_.value(), nullptr) << "others are there already";
    EXPECT_EQ(client_.requests.size(), 2U);
}

} // namespace
} // namespace ws::server
