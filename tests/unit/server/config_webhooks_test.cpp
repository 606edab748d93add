#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

#include <algorithm>

using namespace ws::server;
using namespace ws::server::cases;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using ws::webhook::scheme;

namespace
{

const std::string whsec = "whsec_cHVibGljLXZlY3Rvci1zZWNyZXQtMzItYnl0ZXMtb2s=";
const std::string newer_whsec = "whsec_bmV3ZXItdmVjdG9yLXNlY3JldC0zMi1ieXRlcy1vaw==";
const std::string whpk = "whpk_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=";

const webhook_provider_settings& provider(const config& c, std::string_view name)
{
    const auto& all = c.webhooks.providers;
    return *std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.name == name; });
}

std::vector<std::string> names(const config& c)
{
    std::vector<std::string> found;
    for (const auto& p : c.webhooks.providers)
        found.push_back(p.name);
    return found;
}

std::vector<std::string> texts(const std::vector<ws::secret>& secrets)
{
    std::vector<std::string> found;
    for (const ws::secret& s : secrets)
        found.emplace_back(s.reveal());
    return found;
}

} // namespace

TEST(ConfigWebhooks, Presets_AreThereWithoutAnySetting)
{
    const config c = loaded(production()).value;
    EXPECT_THAT(names(c), ElementsAre("app", "clerk", "fal", "replicate"));
    EXPECT_EQ(provider(c, "app").options.used, scheme::shared_secret);
    EXPECT_THAT(texts(provider(c, "app").options.secrets), ElementsAre(good_secret));
    EXPECT_EQ(provider(c, "clerk").options.used, scheme::standard);
    EXPECT_THAT(texts(provider(c, "clerk").options.secrets), IsEmpty());
    EXPECT_EQ(provider(c, "clerk").max_body_bytes, 256U * 1024);
    EXPECT_EQ(provider(c, "replicate").max_body_bytes, 1024U * 1024);
    EXPECT_EQ(provider(c, "fal").options.used, scheme::fal);
    EXPECT_EQ(provider(c, "fal").options.tolerance, std::chrono::seconds(300));
    EXPECT_EQ(c.webhooks.fal_jwks_url, "https://rest.fal.ai/.well-known/jwks.json");
}

TEST(ConfigWebhooks, SecretsUnderTheirUsualNames_AreTaken)
{
    const config c = loaded(production(
                                {{"CLERK_WEBHOOK_SIGNING_SECRET", newer_whsec + "," + whsec},
                                 {"REPLICATE_WEBHOOK_SECRET", whsec},
                                 {"CLERK_INSTANCE_ID", "ins_1"},
                                 {"FAL_USER_ID", "us"},
                                 {"FAL_JWKS_URL", "https://keys.example.com/jwks"}}))
                         .value;
    EXPECT_THAT(texts(provider(c, "clerk").options.secrets), ElementsAre(newer_whsec, whsec));
    EXPECT_THAT(texts(provider(c, "replicate").options.secrets), ElementsAre(whsec));
    EXPECT_EQ(c.webhooks.clerk_instance, "ins_1");
    EXPECT_EQ(provider(c, "fal").options.fal_user_id, "us");
    EXPECT_EQ(c.webhooks.fal_jwks_url, "https://keys.example.com/jwks");
}

TEST(ConfigWebhooks, ProviderOfOnesOwn_HasWhatItsVariablesSay)
{
    const config c = loaded(production(
                                {{"WEBHOOK_MY_CMS_SCHEME", "standard"},
                                 {"WEBHOOK_MY_CMS_SECRETS", whsec},
                                 {"WEBHOOK_MY_CMS_PUBLIC_KEYS", whpk},
                                 {"WEBHOOK_MY_CMS_TOLERANCE", "2m"},
                                 {"WEBHOOK_MY_CMS_MAX_BODY", "65536"},
                                 {"WEBHOOK_GITHUB_SCHEME", "github"},
                                 {"WEBHOOK_GITHUB_SECRETS", good_secret}}))
                         .value;
    EXPECT_THAT(names(c), ElementsAre("app", "clerk", "fal", "github", "my-cms", "replicate"));
    const auto& cms = provider(c, "my-cms");
    EXPECT_EQ(cms.options.public_keys, std::vector<std::string>{whpk});
    EXPECT_EQ(cms.options.tolerance, std::chrono::minutes(2));
    EXPECT_EQ(cms.max_body_bytes, 65536U);
    EXPECT_EQ(provider(c, "github").options.used, scheme::github);
}

TEST(ConfigWebhooks, SecretsOfTheApp_MayDifferFromTheApiKey)
{
    const std::string own(32, 'o');
    const config c =
        loaded(production({{"WEBHOOK_APP_SECRETS", own}, {"WEBHOOK_APP_REQUIRE_SIGNATURE", "1"}})).value;
    EXPECT_THAT(texts(provider(c, "app").options.secrets), ElementsAre(own));
    EXPECT_TRUE(provider(c, "app").options.require_signature);
}

TEST(ConfigWebhooks, SecretMadeInDevelopment_IsTheApps)
{
    const config c = loaded(with("development")).value;
    EXPECT_THAT(texts(provider(c, "app").options.secrets), ElementsAre("made-webhook-secret"));
}

TEST(ConfigWebhooks, SchemeThatNobodySays_IsAskedFor)
{
    const auto problems = problems_of(production({{"WEBHOOK_STRIPE_SECRETS", good_secret}}));
    ASSERT_EQ(problems.size(), 1U) << to_string(problems);
    EXPECT_EQ(problems[0].place, "WEBHOOK_STRIPE_SECRETS");
    EXPECT_THAT(problems[0].mend, HasSubstr("WEBHOOK_STRIPE_SCHEME"));
    EXPECT_THAT(
        complaints(production({{"WEBHOOK_STRIPE_SCHEME", "Stripe"}})), ElementsAre("WEBHOOK_STRIPE_SCHEME"));
}

TEST(ConfigWebhooks, ProviderWithoutASecret_IsWarnedOf)
{
    EXPECT_TRUE(warns(
        loaded(production({{"WEBHOOK_STRIPE_SCHEME", "stripe"}})), "WEBHOOK_STRIPE_SCHEME",
        "/webhooks/stripe answers 503"));
}

TEST(ConfigWebhooks, WhatHasNoUse_IsRefused)
{
    for (const settings& more :
         {settings{{"WEBHOOK_FAL_SECRETS", good_secret}},
          {{"WEBHOOK_APP_PUBLIC_KEYS", whpk}},
          {{"WEBHOOK_CLERK_REQUIRE_SIGNATURE", "1"}},
          {{"WEBHOOK_CLERK_SECRETS", whsec}, {"CLERK_WEBHOOK_SIGNING_SECRET", whsec}}})
        EXPECT_EQ(problems_of(production(more)).size(), 1U) << more.begin()->first;
}

TEST(ConfigWebhooks, ImpossibleValues_AreRefused)
{
    for (const auto& [name, value] :
         {std::pair<const char*, std::string>{"CLERK_WEBHOOK_SIGNING_SECRET", "whsec_c2hvcnQ="},
          {"REPLICATE_WEBHOOK_SECRET", "not base64!"},
          {"CLERK_INSTANCE_ID", "app_1"},
          {"CLERK_INSTANCE_ID", "ins 1"},
          {"FAL_JWKS_URL", "http://rest.fal.ai/jwks"},
          {"FAL_JWKS_URL", "https://user:password@rest.fal.ai/"},
          {"FAL_USER_ID", "two words"},
          {"WEBHOOK_CLERK_TOLERANCE", "0s"},
          {"WEBHOOK_CLERK_TOLERANCE", "2h"},
          {"WEBHOOK_CLERK_MAX_BODY", "1"},
          {"WEBHOOK_CLERK_PUBLIC_KEYS", "whpk_short"},
          {"WEBHOOK_APP_SECRETS", std::string(15, 's')},
          {"WEBHOOK_APP_SECRETS", std::string(513, 's')},
          {"WEBHOOK_APP_REQUIRE_SIGNATURE", "yes"},
          {"WEBHOOK_mine_SCHEME", "standard"},
          {"WEBHOOK__A_SCHEME", "standard"}})
        EXPECT_THAT(complaints(production({{name, value}})), ElementsAre(name)) << value;
}

TEST(ConfigWebhooks, PlainHttpToThisMachine_IsForTestsAndDevelopment)
{
    EXPECT_THAT(complaints(with("test", {{"FAL_JWKS_URL", "http://127.0.0.1:1234/jwks"}})), IsEmpty());
    EXPECT_THAT(
        complaints(with("test", {{"FAL_JWKS_URL", "http://rest.fal.ai/jwks"}})), ElementsAre("FAL_JWKS_URL"));
}

TEST(ConfigWebhooks, LeftoverPlaceholder_IsComplainedOfOnce)
{
    EXPECT_THAT(
        complaints(
            production({{"WEBHOOK_STRIPE_SCHEME", "${SCHEME}"}, {"WEBHOOK_STRIPE_SECRETS", good_secret}})),
        ElementsAre("WEBHOOK_STRIPE_SCHEME"));
}

TEST(ConfigWebhooks, Summary_HasALineForEachProviderAndNoSecret)
{
    const auto c = loaded(production(
        {{"CLERK_WEBHOOK_SIGNING_SECRET", whsec},
         {"WEBHOOK_GITHUB_SCHEME", "github"},
         {"WEBHOOK_GITHUB_SECRETS", good_secret}}));
    const auto lines = describe_webhooks(c.value);
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(lines[1].name, "/webhooks/clerk");
    EXPECT_THAT(lines[1].value, HasSubstr("standard"));
    EXPECT_THAT(lines[4].value, HasSubstr("no secret"));
    for (const shown_setting& line : lines)
    {
        EXPECT_THAT(line.value, Not(HasSubstr(whsec.substr(8))));
        EXPECT_THAT(line.value, Not(HasSubstr(good_secret)));
    }
}
