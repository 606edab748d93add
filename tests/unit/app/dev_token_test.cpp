#include "unit/app/console.hpp"

#include <ws/auth/hmac_token.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

using testing::HasSubstr;
using testing::IsEmpty;

namespace
{

ws::auth::hmac_token_verifier verifier()
{
    ws::auth::hmac_token_options options;
    options.secrets.emplace_back("newest");
    options.audience = "ws";
    options.issuer = "app";
    return ws::auth::hmac_token_verifier(std::move(options));
}

imagineo::console test_environment()
{
    return imagineo::console{
        {"NODE_ENV", "test"},
        {"TOKEN_HMAC_SECRETS", "newest,older"},
        {"TOKEN_AUDIENCE", "ws"},
        {"TOKEN_ISSUER", "app"}};
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

} // namespace

TEST(DevToken, ForAUser_IsAConnectionTokenThatTheServerAccepts)
{
    auto c = test_environment();
    ASSERT_EQ(imagineo::dev_token(c.around(), {"al\"ice", "", "10m"}), 0) << c.err.str();
    const auto now = std::chrono::system_clock::now();
    const auto claims = verifier().verify_connection(first_line(c.out.str()), now);
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->user, "al\"ice");
    ASSERT_TRUE(claims->expires);
    EXPECT_FALSE(verifier().verify_connection(first_line(c.out.str()), now + std::chrono::minutes(11)));
}

TEST(DevToken, ForAChannel_IsASubscriptionToken)
{
    auto c = test_environment();
    ASSERT_EQ(imagineo::dev_token(c.around(), {"alice", "room:1", "1h"}), 0) << c.err.str();
    const auto claims =
        verifier().verify_subscription(first_line(c.out.str()), std::chrono::system_clock::now());
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->channel, "room:1");
    EXPECT_EQ(claims->user, "alice");
}

TEST(DevToken, UnderStrictRules_IsRefused)
{
    for (const char* environment : {"production", "staging", "beta", ""})
    {
        imagineo::console c{{"NODE_ENV", environment}, {"TOKEN_HMAC_SECRETS", "newest"}};
        EXPECT_EQ(imagineo::dev_token(c.around(), {"alice", "", "1h"}), 1) << environment;
        EXPECT_THAT(c.out.str(), IsEmpty());
        EXPECT_THAT(c.err.str(), HasSubstr("NODE_ENV=development"));
    }
}

TEST(DevToken, NothingToSignWithOrBadArguments_SaysSo)
{
    imagineo::console c{{"NODE_ENV", "test"}};
    EXPECT_EQ(imagineo::dev_token(c.around(), {"alice", "", "1h"}), 1);
    EXPECT_THAT(c.err.str(), HasSubstr("TOKEN_HMAC_SECRETS"));
    for (const imagineo::dev_token_options& bad :
         {imagineo::dev_token_options{"", "", "1h"}, {"a", "", "1 hour"}, {"a", "", "0s"}})
    {
        auto good = test_environment();
        EXPECT_EQ(imagineo::dev_token(good.around(), bad), 1) << bad.ttl;
        EXPECT_THAT(good.out.str(), IsEmpty());
    }
}
