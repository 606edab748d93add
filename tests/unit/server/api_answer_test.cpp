#include "server/api_answer.hpp"
#include "unit/server/requests.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

namespace error = realtime::error;

TEST(ApiAnswer, Result_IsWrapped)
{
    for (const auto mode : {error_mode::body, error_mode::transport})
    {
        const auto answer = answer_of(std::string(R"({"offset":4})"), mode);
        EXPECT_EQ(answer.status, 200U);
        EXPECT_EQ(answer.content_type, "application/json");
        EXPECT_EQ(answer.body, R"({"result":{"offset":4}})");
    }
}

TEST(ApiAnswer, ErrorInBodyMode_Is200)
{
    const auto answer = answer_of(error::internal, error_mode::body);
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, R"({"error":{"code":100,"message":"internal server error"}})");
}

TEST(ApiAnswer, ErrorInTransportMode_HasAStatusAndABareBody)
{
    const std::pair<realtime::client_error, unsigned> cases[] = {
        {error::internal, 500},    {error::unknown_channel, 404},   {error::method_not_found, 404},
        {error::bad_request, 400}, {error::not_available, 400},     {error::unrecoverable_position, 416},
        {error::conflict, 409},    {error::permission_denied, 500},
    };
    for (const auto& [failure, status] : cases)
        EXPECT_EQ(answer_of(failure, error_mode::transport).status, status) << failure.code;
    EXPECT_EQ(
        answer_of(error::unknown_channel, error_mode::transport).body,
        R"({"code":102,"message":"unknown channel"})");
}

TEST(ApiAnswer, NoRoomForAnIdempotencyKey_Is503WithRetryAfter)
{
    for (const auto mode : {error_mode::body, error_mode::transport})
    {
        const auto answer = answer_of(error::too_many_requests, mode);
        EXPECT_EQ(answer.status, 503U);
        ASSERT_EQ(answer.headers.size(), 1U);
        EXPECT_EQ(answer.headers[0].name, "Retry-After");
    }
}

TEST(ApiAnswer, ErrorModeHeader_IsReadByItsExactValue)
{
    EXPECT_EQ(requested_error_mode(test::request_with({})), error_mode::body);
    EXPECT_EQ(
        requested_error_mode(test::request_with({{"x-centrifugo-error-mode", "transport"}})),
        error_mode::transport);
    EXPECT_EQ(
        requested_error_mode(test::request_with({{"X-Centrifugo-Error-Mode", "other"}})), error_mode::body);
}

} // namespace
} // namespace ws::server
