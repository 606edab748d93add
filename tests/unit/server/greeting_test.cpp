#include "server/greeting.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace ws::server
{
namespace
{

constexpr std::string_view own_key = "a-key-of-the-developer-himself";
const system_time now{std::chrono::seconds(1'700'000'000)};

config settings_of_a_developer()
{
    std::string why;
    config c;
    c.env = environment::development;
    c.tokens.secrets = {secret("token-secret")};
    c.webhook_secrets = {secret(own_key)};
    c.api_keys = {auth::parse_api_key(own_key, why).value()};
    return c;
}

TEST(Greeting, Token_LetsADemoUserInForADay)
{
    const config settings = settings_of_a_developer();
    const std::string text = greeting(settings, 8123, now);
    std::smatch token;
    ASSERT_TRUE(std::regex_search(text, token, std::regex(R"(token: '([^']+)')"))) << text;
    const auth::hmac_token_verifier verifier(settings.tokens);
    const auto claims = verifier.verify_connection(token[1].str(), now);
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->user, "demo");
    EXPECT_TRUE(verifier.verify_connection(token[1].str(), now + std::chrono::hours(23)));
    EXPECT_FALSE(verifier.verify_connection(token[1].str(), now + std::chrono::hours(25)));
}

TEST(Greeting, Addresses_AreThoseOfThePort)
{
    const std::string text = greeting(settings_of_a_developer(), 8123, now);
    for (const char* address :
         {"http://127.0.0.1:8123/ in a browser", "http://127.0.0.1:8123/health",
          "ws://127.0.0.1:8123/connection/websocket", "http://127.0.0.1:8123/api/publish"})
        EXPECT_NE(text.find(address), std::string::npos) << address;
}

TEST(Greeting, KeyOfTheDeveloper_IsNamedAndNotShown)
{
    auto settings = settings_of_a_developer();
    const std::string shared = greeting(settings, 8123, now);
    EXPECT_NE(shared.find("X-API-Key: $WEBHOOK_SECRET\""), std::string::npos) << shared;
    EXPECT_EQ(shared.find(own_key), std::string::npos) << shared;

    std::string why;
    settings.api_keys = {auth::parse_api_key("another-key", why).value()};
    const std::string separate = greeting(settings, 8123, now);
    EXPECT_NE(separate.find("X-API-Key: $WEBSOCKET_API_KEY\""), std::string::npos) << separate;
}

TEST(Greeting, WhereTokensAreIssuedHere_ShowsWhereToFetchThemAndNone)
{
    auto settings = settings_of_a_developer();
    settings.dev_issuer_key = codec::rsa_signing_key::generate();
    const std::string text = greeting(settings, 8123, now);
    EXPECT_NE(text.find("fetch('http://127.0.0.1:8123/dev/token?user=demo')"), std::string::npos) << text;
    EXPECT_EQ(text.find("eyJ"), std::string::npos) << text;
}

} // namespace
} // namespace ws::server
