#include "unit/server/webhook_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace ws::server
{
namespace
{

using testing::HasSubstr;
using webhook::verdict;

const std::string body = R"({"type":"session.created","data":{"id":"sess_1"}})";
const std::string nonsense = R"({"type":7})";

class WebhookReceiver : public test::webhook_fixture
{
protected:
    WebhookReceiver() { add_standard_provider("clerk"); }

    net::http_response forged()
    {
        return post("clerk", signature("msg_1", body, "a key of somebody else's"), body);
    }

    [[nodiscard]] std::ptrdiff_t logged(std::string_view text) const
    {
        return std::count_if(
            log_lines.begin(), log_lines.end(),
            [&](const std::string& line) { return line.find(text) != std::string::npos; });
    }
};

TEST_F(WebhookReceiver, FailuresOfAnAddress_AreLimitedAndGoodDeliveriesCostNothing)
{
    at_the_edge.rates.webhook = auth::rate_limit{3, std::chrono::seconds(60), 3};
    for (int i = 0; i < 10; ++i)
    {
        EXPECT_EQ(post("clerk", signature("msg_" + std::to_string(i), body), body).status, 200U);
        EXPECT_EQ(post("clerk", signature("odd_" + std::to_string(i), nonsense), nonsense).status, 202U);
    }
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(forged().status, 401U);
    const auto refused = post("clerk", signature("msg_x", body), body);
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(refused.body, R"({"error":"unavailable"})");
    EXPECT_EQ(count("clerk", verdict::rate_limited), 1U);
    pass(std::chrono::seconds(21), std::chrono::seconds(1));
    EXPECT_EQ(post("clerk", signature("msg_x", body), body).status, 200U);
}

TEST_F(WebhookReceiver, FiveWrongSignatures_AreAnAlarm)
{
    for (int i = 0; i < 4; ++i)
        forged();
    EXPECT_EQ(logged("wrong_signatures"), 0);
    forged();
    forged();
    EXPECT_EQ(logged("wrong_signatures"), 1);
}

TEST_F(WebhookReceiver, TimestampsFarFromOurClock_AreAnAlarm)
{
    for (int i = 0; i < 5; ++i)
    {
        const std::string id = "msg_" + std::to_string(i);
        const auto headers = signature(id, body);
        now += std::chrono::seconds(61);
        EXPECT_EQ(post("clerk", headers, body).status, 200U);
    }
    EXPECT_EQ(logged(R"("alarm":"clock")"), 1);
}

TEST_F(WebhookReceiver, Delivery_IsLoggedWithItsDigestAndWithoutItsBody)
{
    post("clerk", signature("msg_1", body), body);
    EXPECT_EQ(
        logged(
            R"("event":"webhook","provider":"clerk","id":"msg_1","type":"session.created","verdict":"ok")"),
        1);
    EXPECT_EQ(logged(codec::to_hex(codec::as_view(codec::sha256(body)))), 1);
    EXPECT_EQ(logged("sess_1"), 0);
    EXPECT_EQ(logged(whsec), 0);
}

TEST_F(WebhookReceiver, ProviderWithoutASecret_IsNotConfigured)
{
    add_provider("replicate", {});
    EXPECT_EQ(post("replicate", signature("msg_1", body), body).status, 503U);
    EXPECT_EQ(count("replicate", verdict::not_configured), 1U);
}

} // namespace
} // namespace ws::server
