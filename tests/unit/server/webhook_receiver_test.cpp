#include "unit/server/responses.hpp"
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

    /// The status of a new delivery that is signed now and arrives then.
    unsigned delivered_after(std::chrono::seconds age, std::string_view key)
    {
        const std::string id = "msg_" + std::to_string(++deliveries_);
        const auto headers = signature(id, body, key);
        now += age;
        return post("clerk", headers, body).status;
    }

    [[nodiscard]] std::ptrdiff_t logged(std::string_view text) const
    {
        return std::count_if(
            log_lines.begin(), log_lines.end(),
            [&](const std::string& line) { return line.find(text) != std::string::npos; });
    }

private:
    int deliveries_ = 0;
};

TEST_F(WebhookReceiver, FailuresOfAnAddress_AreLimitedAndGoodDeliveriesAreNot)
{
    at_the_edge.rates.webhook = auth::rate_limit{3, std::chrono::seconds(60), 3};
    for (int i = 0; i < 10; ++i)
    {
        EXPECT_EQ(post("clerk", signature("msg_" + std::to_string(i), body), body).status, 200U);
        EXPECT_EQ(post("clerk", signature("odd_" + std::to_string(i), nonsense), nonsense).status, 202U);
    }
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(forged().status, 401U);
    const auto refused = forged();
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(refused.body, R"({"error":"unavailable"})");
    EXPECT_EQ(test::value_of(refused, "Retry-After"), "20");
    EXPECT_EQ(count("clerk", verdict::rate_limited), 1U);
    EXPECT_EQ(count("clerk", verdict::no_matching_signature), 3U);
    EXPECT_EQ(post("clerk", signature("msg_x", body), body).status, 200U)
        << "the strangers at that address are not its sender";
    pass(std::chrono::seconds(21), std::chrono::seconds(1));
    EXPECT_EQ(forged().status, 401U);
}

TEST_F(WebhookReceiver, WrongSignaturesBeyondTheLimit_AreAnAlarmStill)
{
    at_the_edge.rates.webhook = auth::rate_limit{1, std::chrono::seconds(60), 1};
    for (int i = 0; i < 5; ++i)
        forged();
    EXPECT_EQ(logged("wrong_signatures"), 1);
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

TEST_F(WebhookReceiver, SignedTimestampsFarFromOurClock_AreAnAlarm)
{
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(delivered_after(std::chrono::seconds(61), hmac_key), 200U);
    EXPECT_EQ(logged(R"("alarm":"clock")"), 1);
}

TEST_F(WebhookReceiver, SignedTimestampsOutsideTheTolerance_AreAnAlarmToo)
{
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(delivered_after(std::chrono::seconds(-3'600), hmac_key), 400U);
    EXPECT_EQ(logged(R"("alarm":"clock")"), 1);
}

TEST_F(WebhookReceiver, TimestampsThatNobodySigned_SayNothingOfOurClock)
{
    for (const int age : {61, -61, 3'600})
        for (int i = 0; i < 5; ++i)
            delivered_after(std::chrono::seconds(age), "a key of somebody else's");
    EXPECT_EQ(logged(R"("alarm":"clock")"), 0);
}

TEST_F(WebhookReceiver, AgeOfWhatIsSigned_IsCountedAndIdsAreRemembered)
{
    delivered_after(std::chrono::seconds(7), hmac_key);
    delivered_after(std::chrono::seconds(-400), hmac_key);
    delivered_after(std::chrono::seconds(50), "a key of somebody else's");
    EXPECT_EQ(ages("clerk").total(), 2U);
    EXPECT_EQ(ages("clerk").sum(), -393);
    EXPECT_EQ(remembered("clerk"), 1U);
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

TEST_F(WebhookReceiver, EventsThatNothingTakes_AreAcknowledgedAndRemembered)
{
    webhook::provider_options checks;
    checks.used = webhook::scheme::github;
    checks.secrets.emplace_back(hmac_key);
    add_provider("github", std::move(checks));
    add_standard_provider("my-cms");
    const std::string signed_body =
        "sha256=" + codec::to_hex(codec::as_view(codec::hmac_sha256(hmac_key, body)));
    const std::vector<net::http_header> headers{
        {"X-GitHub-Delivery", "d1"}, {"X-Hub-Signature-256", signed_body}};
    EXPECT_EQ(post("github", headers, body).status, 202U);
    EXPECT_EQ(post("github", headers, body).status, 200U);
    EXPECT_EQ(count("github", verdict::duplicate), 1U);
    EXPECT_EQ(post("my-cms", signature("msg_1", body), body).status, 202U);
    EXPECT_EQ(post("my-cms", signature("msg_1", nonsense), nonsense).status, 409U);
}

TEST_F(WebhookReceiver, ProviderWithoutASecret_IsNotConfigured)
{
    add_provider("replicate", {});
    EXPECT_EQ(post("replicate", signature("msg_1", body), body).status, 503U);
    EXPECT_EQ(count("replicate", verdict::not_configured), 1U);
}

} // namespace
} // namespace ws::server
