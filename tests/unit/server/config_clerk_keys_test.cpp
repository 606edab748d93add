#include "support/clerk_tokens.hpp"
#include "support/vectors.hpp"
#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

using namespace ws::server;
using namespace ws::server::cases;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace
{

const std::string test_secret = "sk_test_FAKE0000000000000000000000000000000000000";
const std::string test_publishable = "pk_test_YnJhdmUtb3R0ZXItNDIuY2xlcmsuYWNjb3VudHMuZGV2JA";
const std::string live_publishable = "pk_live_Y2xlcmsuZ2FsbGVyeS5leGFtcGxlLnRlc3Qk";

settings with_clerk_key(const std::string& key, const std::string& environment)
{
    return production({{"NODE_ENV", environment}, {"CLERK_SECRET_KEY", key}});
}

/// A publishable key of the other instance is refused beside the secret key, one of its own is not.
void expect_instance(settings given, std::string_view instance)
{
    const bool is_production = instance == "production";
    ASSERT_TRUE(is_production || instance == "development") << instance;
    given["CLERK_PUBLISHABLE_KEY"] = is_production ? live_publishable : test_publishable;
    EXPECT_THAT(complaints(given), IsEmpty());
    given["CLERK_PUBLISHABLE_KEY"] = is_production ? test_publishable : live_publishable;
    EXPECT_THAT(complaints(given), ElementsAre("CLERK_PUBLISHABLE_KEY"));
}

void expect_addresses(const clerk_settings& got, const boost::json::value& c)
{
    EXPECT_EQ(got.publishable_key.value().jwks_url(), c.at("jwks_url").as_string());
    EXPECT_THAT(got.tokens.issuers, ElementsAre(std::string(c.at("issuer").as_string())));
}

} // namespace

TEST(ConfigClerkKey, Vectors_GiveTheirVerdict)
{
    const auto check = [](const boost::json::value& c)
    {
        const auto& facts = c.as_object();
        ws::test::expect_members(facts, {"value", "node_env", "ok", "instance", "why", "warn"});
        const std::string key(facts.at("value").as_string());
        const settings given = with_clerk_key(key, std::string(facts.at("node_env").as_string()));
        if (!facts.at("ok").as_bool())
        {
            EXPECT_THAT(complaints(given), ElementsAre("CLERK_SECRET_KEY"));
            return;
        }
        const auto outcome = loaded(given);
        EXPECT_EQ(warns(outcome, "CLERK_SECRET_KEY"), facts.contains("warn"));
        EXPECT_EQ(outcome.value.clerk.secret_key.empty(), key.empty());
        if (facts.at("instance").is_string())
            expect_instance(given, facts.at("instance").as_string());
    };
    const auto file = ws::test::read_vectors("clerk/config-cases.json", "clerk-config-cases/1");
    ws::test::expect_members(file.as_object(), {"format", "publishable_keys", "secret_keys"});
    ws::test::for_each_vector(file.at("secret_keys"), check);
}

TEST(ConfigClerkKey, VectorsOfPublishableKeys_GiveTheirVerdict)
{
    const auto file = ws::test::read_vectors("clerk/config-cases.json", "clerk-config-cases/1");
    for (const char* name : {"CLERK_PUBLISHABLE_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"})
    {
        const auto check = [name](const boost::json::value& c)
        {
            const std::string value(c.at("value").as_string());
            const settings given = with("test", {{name, value}});
            if (value.empty())
                EXPECT_FALSE(loaded(given).value.clerk.publishable_key) << "an empty value is an unset one";
            else if (!c.at("ok").as_bool())
                EXPECT_THAT(complaints(given), ElementsAre(name));
            else
                expect_addresses(loaded(given).value.clerk, c);
        };
        ws::test::for_each_vector(file.at("publishable_keys"), check);
    }
}

TEST(ConfigClerkKey, WrongKind_IsCalledByItsName)
{
    EXPECT_THAT(problems_of(with_clerk_key("pk_live_x", "production")).at(0).what, HasSubstr("publishable"));
    EXPECT_THAT(problems_of(with_clerk_key("whsec_x", "production")).at(0).what, HasSubstr("webhook"));
    EXPECT_THAT(complaints(with_clerk_key("sk_live_", "production")), ElementsAre("CLERK_SECRET_KEY"));
    EXPECT_THAT(complaints(with_clerk_key("sk_live_a b", "production")), ElementsAre("CLERK_SECRET_KEY"));
    EXPECT_THAT(complaints(with_clerk_key("live_FAKE", "production")), IsEmpty());
}

TEST(ConfigClerkKey, SecretKeyAsPublishableKey_IsNamedButNotShown)
{
    const auto problems = problems_of(with("test", {{"CLERK_PUBLISHABLE_KEY", "sk_live_hidden"}}));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].what, HasSubstr("secret key"));
    EXPECT_THAT(to_string(problems), Not(HasSubstr("hidden")));
}

TEST(ConfigClerkKey, DevelopmentKeyInProduction_PassesOnlyWhenAllowed)
{
    const settings given = production({{"CLERK_SECRET_KEY", "sk_test_FAKE"}, {"ALLOW_DEV_CLERK", "1"}});
    EXPECT_TRUE(warns(loaded(given), "ALLOW_DEV_CLERK"));
    EXPECT_THAT(
        complaints(production({{"CLERK_SECRET_KEY", "sk_test_FAKE"}, {"ALLOW_DEV_CLERK", "0"}})),
        ElementsAre("CLERK_SECRET_KEY"));
}

TEST(ConfigClerkKey, KeysOfTwoInstances_AreRefused)
{
    for (const char* name : {"CLERK_PUBLISHABLE_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"})
    {
        const auto problems = problems_of(production({{name, test_publishable}}));
        ASSERT_EQ(problems.size(), 1U) << name;
        EXPECT_EQ(problems[0].place, name);
        EXPECT_THAT(problems[0].what, HasSubstr("development instance, but CLERK_SECRET_KEY"));
        EXPECT_THAT(complaints(production({{name, live_publishable}})), IsEmpty()) << name;
    }
    EXPECT_THAT(
        complaints(
            with("test", {{"CLERK_SECRET_KEY", test_secret}, {"CLERK_PUBLISHABLE_KEY", live_publishable}})),
        ElementsAre("CLERK_PUBLISHABLE_KEY"));
}

TEST(ConfigClerkKey, TwoPublishableKeys_MustBeOne)
{
    settings given = with(
        "test", {{"CLERK_PUBLISHABLE_KEY", live_publishable},
                 {"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", test_publishable}});
    EXPECT_THAT(complaints(given), ElementsAre("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"));
    given["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"] = live_publishable;
    EXPECT_THAT(complaints(given), IsEmpty());
}

TEST(ConfigClerkKey, PemKey_IsTakenInEverySpelling)
{
    const std::string pem = ws::test::read_text("clerk/public-key.pem");
    std::string one_line;
    std::string crlf;
    for (const char c : pem)
    {
        one_line += c == '\n' ? ' ' : c;
        crlf += c == '\n' ? "\r\n" : std::string(1, c);
    }
    const std::string escaped = ws::test::read_text("clerk/public-key.env.txt");
    for (const std::string& value : {pem, escaped, crlf, one_line, '"' + escaped + '"', '\'' + pem + '\''})
    {
        const config c = loaded(with("test", {{"CLERK_JWT_KEY", value}})).value;
        ASSERT_EQ(c.clerk.pem_keys.size(), 1U) << value;
        EXPECT_TRUE(c.clerk.has_key_source());
    }
    EXPECT_EQ(loaded(with("test", {{"CLERK_JWT_KEY", pem + pem}})).value.clerk.pem_keys.size(), 2U);
}

TEST(ConfigClerkKey, UnusablePem_IsRefusedWithoutRepeatingIt)
{
    for (const char* value :
         {"hidden", "-----BEGIN PRIVATE KEY-----\nhidden\n-----END PRIVATE KEY-----",
          "-----BEGIN PUBLIC KEY-----\nhidden\n-----END PUBLIC KEY-----"})
    {
        const auto problems = problems_of(with("test", {{"CLERK_JWT_KEY", value}}));
        ASSERT_EQ(problems.size(), 1U) << value;
        EXPECT_EQ(problems[0].place, "CLERK_JWT_KEY");
        EXPECT_THAT(to_string(problems), Not(HasSubstr("hidden")));
    }
}

TEST(ConfigClerkKey, ApiAddress_IsJoinedWithoutDoubleSlashes)
{
    const auto url = [](const settings& more)
    { return loaded(production(more)).value.clerk.backend_jwks_url(); };
    EXPECT_EQ(url({}), "https://api.clerk.com/v1/jwks");
    EXPECT_EQ(
        url({{"CLERK_API_URL", "https://proxy.example.com/clerk//"}}),
        "https://proxy.example.com/clerk/v1/jwks");
    EXPECT_EQ(url({{"CLERK_API_VERSION", "v2"}}), "https://api.clerk.com/v2/jwks");
}

TEST(ConfigClerkKey, ApiAddressThatLeadsAstray_IsRefusedAndNotShown)
{
    for (const char* value :
         {"http://api.clerk.com", "http://127.0.0.1:1", "ftp://hidden.example.com", "api.clerk.com",
          "https://user:hidden@api.clerk.com", "https://", "https://:443", "https://api.clerk.com?hidden=1",
          "https://api.clerk.com/#x", "https://api.clerk.com/a b"})
    {
        const auto problems = problems_of(production({{"CLERK_API_URL", value}}));
        ASSERT_EQ(problems.size(), 1U) << value;
        EXPECT_EQ(problems[0].place, "CLERK_API_URL");
        EXPECT_THAT(to_string(problems), Not(HasSubstr("hidden")));
    }
    for (const char* version : {"../v1", "v1/x", "V 1", "."})
        EXPECT_THAT(
            complaints(production({{"CLERK_API_VERSION", version}})), ElementsAre("CLERK_API_VERSION"))
            << version;
}

TEST(ConfigClerkKey, PlainHttp_IsForThisMachineInDevelopmentAndTest)
{
    const auto place = [](const char* environment, const char* url)
    {
        return complaints(production(
            {{"NODE_ENV", environment}, {"CLERK_SECRET_KEY", test_secret}, {"CLERK_API_URL", url}}));
    };
    for (const char* environment : {"development", "test"})
    {
        for (const char* url : {"http://127.0.0.1:8089", "http://localhost:1", "http://[::1]:2/base"})
            EXPECT_THAT(place(environment, url), IsEmpty()) << url;
        EXPECT_THAT(place(environment, "http://192.0.2.1:8089"), ElementsAre("CLERK_API_URL"));
    }
    for (const char* environment : {"staging", "beta"})
        EXPECT_THAT(place(environment, "http://127.0.0.1:8089"), ElementsAre("CLERK_API_URL")) << environment;
}

TEST(ConfigClerkKey, ApiAddressThatNobodyAsks_IsWarnedOf)
{
    EXPECT_TRUE(warns(
        loaded(with("test", {{"CLERK_API_URL", "http://127.0.0.1:8089"}})), "CLERK_API_URL", "no effect"));
}
