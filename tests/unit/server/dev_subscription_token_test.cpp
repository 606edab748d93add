#include "server/dev_subscription_token.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using std::chrono::seconds;

const system_time now{seconds(1'700'000'000)};

auth::hmac_token_options options()
{
    auth::hmac_token_options tokens;
    tokens.secrets.emplace_back("newest");
    tokens.secrets.emplace_back("older");
    tokens.audience = "ws";
    tokens.issuer = "app";
    return tokens;
}

net::http_response ask(std::string query)
{
    net::http_request request;
    request.method = "GET";
    request.path = "/dev/subscription-token";
    request.query = std::move(query);
    return answer_dev_subscription_token(options(), request, now);
}

TEST(DevSubscriptionToken, UserAndChannel_AdmitsForFiveMinutes)
{
    const auto answer = ask("user=anna&channel=room%3Alobby");
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const auto body = boost::json::parse(answer.body).as_object();
    EXPECT_EQ(body.at("expires_in").as_int64(), 300);

    const std::string token(body.at("token").as_string());
    const auto claims = auth::hmac_token_verifier(options()).verify_subscription(token, now);
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->user, "anna");
    EXPECT_EQ(claims->channel, "room:lobby");
    EXPECT_EQ(claims->expires, std::chrono::sys_seconds(seconds(1'700'000'300)));
}

TEST(DevSubscriptionToken, MistakesInTheQuery_AreTold)
{
    for (const char* query :
         {"", "user=anna", "channel=room:1", "user=&channel=room:1", "user=a&channel=b&x=1"})
        EXPECT_EQ(ask(query).status, 400U) << query;
}

} // namespace
} // namespace ws::server
