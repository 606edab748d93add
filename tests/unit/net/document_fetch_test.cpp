#include "support/fake_http_client.hpp"

#include <ws/net/document_fetch.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <optional>

namespace ws::net
{
namespace
{

using namespace std::chrono_literals;

class DocumentFetch : public testing::Test
{
protected:
    void start()
    {
        auto on_end = [this](const std::exception_ptr&, transfer_result result)
        { result_ = std::move(result); };
        outgoing_request request = document_request("https://keys.example.test/jwks", 1000);
        asio::co_spawn(io_.get_executor(), fetch_.get(std::move(request)), std::move(on_end));
        settle();
    }

    void settle()
    {
        io_.restart();
        io_.poll();
    }

    void advance(std::chrono::milliseconds by)
    {
        wheel_.advance(wheel_.now() + by);
        settle();
    }

    asio::io_context io_{1};
    timer_wheel wheel_{steady_time{}};
    test::fake_http_client client_{io_.get_executor()};
    waiting_list pauses_{io_.get_executor(), wheel_};
    document_fetch fetch_{client_, pauses_};
    std::optional<transfer_result> result_;
};

TEST_F(DocumentFetch, Request_IsShortAndRepeatable)
{
    const outgoing_request request = document_request("https://keys.example.test/jwks", 1000);
    EXPECT_EQ(request.method, "GET");
    EXPECT_TRUE(request.repeatable);
    EXPECT_EQ(request.connect_timeout, 2s);
    EXPECT_EQ(request.deadline, 5s);
    EXPECT_EQ(request.max_response_bytes, 1000U);
}

TEST_F(DocumentFetch, Answer_IsFinal)
{
    for (const unsigned status : {200U, 302U, 404U, 429U})
    {
        result_.reset();
        start();
        client_.answer(status, "body");
        settle();
        ASSERT_TRUE(result_) << status;
        EXPECT_EQ((*result_)->status, status);
    }
}

TEST_F(DocumentFetch, FaultThatMayPass_IsTriedThreeTimesWithGrowingPauses)
{
    start();
    client_.answer(503);
    settle();
    advance(200ms); // at most 125 ms and a tick
    ASSERT_EQ(client_.requests.size(), 2U);
    client_.fail(errc::timed_out);
    settle();
    advance(350ms); // at most 250 ms and a tick
    ASSERT_EQ(client_.requests.size(), 3U);
    EXPECT_FALSE(result_);
    client_.answer(500);
    settle();
    ASSERT_TRUE(result_);
    EXPECT_EQ((*result_)->status, 500U);
}

TEST_F(DocumentFetch, TransferThatWasEndedOrTooLarge_IsFinal)
{
    for (const error_code& code :
         {error_code(errc::too_large), error_code(errc::closed), error_code(asio::error::operation_aborted)})
    {
        result_.reset();
        start();
        client_.fail(code);
        settle();
        ASSERT_TRUE(result_) << code.message();
        EXPECT_EQ(result_->error().code, code);
    }
}

TEST_F(DocumentFetch, Stopped_BeginsNoFurtherAttempt)
{
    start();
    client_.answer(503);
    settle();
    fetch_.stop();
    settle();
    EXPECT_TRUE(result_);
    EXPECT_EQ(client_.requests.size(), 1U);
}

} // namespace
} // namespace ws::net
