#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

using namespace ws::server;
using namespace ws::server::cases;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(ConfigSecrets, ShortOnes_AreRefusedUnderStrictRules)
{
    for (const char* name : {"WEBHOOK_SECRET", "TOKEN_HMAC_SECRETS", "WEBSOCKET_API_KEYS"})
    {
        for (const char* environment : {"production", "staging", "beta"})
            EXPECT_THAT(
                complaints(production({{"NODE_ENV", environment}, {name, std::string(15, 'k')}})),
                ElementsAre(name))
                << environment;
        const auto between = loaded(production({{name, std::string(16, 'k')}}));
        EXPECT_TRUE(warns(between, name, "at least 32")) << name;
        EXPECT_FALSE(warns(loaded(production({{name, std::string(32, 'k')}})), name, "at least 32")) << name;
        EXPECT_THAT(complaints(with("test", {{name, "k"}})), IsEmpty()) << name;
    }
}

TEST(ConfigSecrets, LengthOfANamedKey_IsThatOfTheKey)
{
    EXPECT_THAT(
        complaints(production({{"WEBSOCKET_API_KEYS", "a-rather-long-name=short;publish+presence"}})),
        ElementsAre("WEBSOCKET_API_KEYS"));
    EXPECT_THAT(
        complaints(production({{"WEBSOCKET_API_KEYS", "a=sha256:" + std::string(64, 'a')}})), IsEmpty());
}

TEST(ConfigSecrets, WebhookSecret_IsTheApiKeyUnlessThereAreOthers)
{
    const std::string newer(32, 'n');
    const auto shared = loaded(production({{"WEBHOOK_SECRET", newer + "," + good_secret}}));
    const ws::auth::api_key_ring ring(shared.value.api_keys);
    EXPECT_NE(ring.find(newer), nullptr);
    EXPECT_NE(ring.find(good_secret), nullptr);
    EXPECT_TRUE(warns(shared, "WEBHOOK_SECRET", "two purposes"));

    const auto separate = loaded(production({{"WEBSOCKET_API_KEYS", "backend=" + newer}}));
    const ws::auth::api_key_ring only(separate.value.api_keys);
    EXPECT_NE(only.find(newer), nullptr);
    EXPECT_EQ(only.find(good_secret), nullptr);
    EXPECT_FALSE(warns(separate, "WEBHOOK_SECRET", "two purposes"));
}

TEST(ConfigSecrets, WebhookSecretThatLooksLikeAnEntry_IsStillPlainText)
{
    const std::string value = "name=" + std::string(32, 'v');
    EXPECT_NE(
        ws::auth::api_key_ring(loaded(production({{"WEBHOOK_SECRET", value}})).value.api_keys).find(value),
        nullptr);
}

TEST(ConfigSecrets, KeyLongerThanAnyRequestMayPresent_IsRefused)
{
    EXPECT_THAT(
        complaints(production({{"WEBHOOK_SECRET", std::string(513, 'k')}})), ElementsAre("WEBHOOK_SECRET"));
}

TEST(ConfigSecrets, SigningSecretAsWebhookSecret_IsWarnedOf)
{
    EXPECT_TRUE(
        warns(loaded(production({{"WEBHOOK_SECRET", "whsec_" + good_secret}})), "WEBHOOK_SECRET", "whsec_"));
}

TEST(ConfigSecrets, OneValueForKeysAndTokens_IsRefused)
{
    EXPECT_THAT(
        complaints(production({{"TOKEN_HMAC_SECRETS", good_secret}})), ElementsAre("TOKEN_HMAC_SECRETS"));
    const std::string key(40, 'k');
    for (const std::string& entry : {key, "backend=" + key + ";publish"})
        EXPECT_THAT(
            complaints(production({{"TOKEN_HMAC_SECRETS", key}, {"WEBSOCKET_API_KEYS", entry}})),
            ElementsAre("TOKEN_HMAC_SECRETS"))
            << entry;
    EXPECT_THAT(
        complaints(production({{"TOKEN_HMAC_SECRETS", good_secret}, {"WEBSOCKET_API_KEYS", key}})),
        IsEmpty());
}

TEST(ConfigSecrets, BadApiKeyEntry_IsNamedByItsPlaceNotItsText)
{
    const auto problems = problems_of(
        production({{"WEBSOCKET_API_KEYS", std::string(32, 'k') + ",Name=topsecret-topsecret;publish"}}));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].what, HasSubstr("entry 2"));
    EXPECT_THAT(to_string(problems), Not(HasSubstr("topsecret")));
}

TEST(ConfigSecrets, TokenOptions_AreTakenOver)
{
    const config c = loaded(production({{"TOKEN_AUDIENCE", "ws"}, {"TOKEN_ISSUER", "app"}})).value;
    EXPECT_EQ(c.tokens.audience, "ws");
    EXPECT_EQ(c.tokens.issuer, "app");
    EXPECT_EQ(c.tokens.secrets.size(), 1U);
}

TEST(ConfigSecrets, NoSecret_IsShownAnywhere)
{
    const std::string hidden = "hidden-value";
    const settings given = with(
        "staging", {{"FRONTEND_URL", "https://a.example.com"},
                    {"CLERK_SECRET_KEY", "sk_live_" + hidden},
                    {"WEBHOOK_SECRET", "whsec_padding-padding-" + hidden},
                    {"WEBSOCKET_API_KEYS", "backend=padding-padding-" + hidden},
                    {"TOKEN_HMAC_SECRETS", "padding-padding-2" + hidden},
                    {"DATABASE_URL", "libsql://h"},
                    {"DATABASE_AUTH_TOKEN", "padding-padding-" + hidden}});
    const auto c = loaded(given);
    for (const config_warning& w : c.warnings)
        EXPECT_THAT(w.text, Not(HasSubstr(hidden)));
    for (const shown_setting& s : describe(c.value))
        EXPECT_THAT(s.value, Not(HasSubstr(hidden))) << s.name;
}
