#include "support/clerk_tokens.hpp"
#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

using namespace ws::server;
using namespace ws::server::cases;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace
{

const std::string test_secret = "sk_test_FAKE0000000000000000000000000000000000000";
const std::string test_publishable = "pk_test_YnJhdmUtb3R0ZXItNDIuY2xlcmsuYWNjb3VudHMuZGV2JA";
const std::string pattern = "https://gallery-*-acme.vercel.app";

ws::auth::clerk_token_options tokens(const settings& given) { return loaded(given).value.clerk.tokens; }

} // namespace

TEST(ConfigClerk, Defaults_AreThoseOfTheDocumentation)
{
    const config c = loaded(production()).value;
    EXPECT_EQ(c.clerk.tokens.clock_skew, 5s);
    EXPECT_THAT(c.clerk.tokens.issuers, IsEmpty());
    EXPECT_THAT(c.clerk.tokens.audience, IsEmpty());
    EXPECT_FALSE(c.clerk.tokens.allow_missing_azp);
    EXPECT_EQ(c.clerk.max_stale, 24h);
    EXPECT_EQ(c.clerk.mode, lifetime_mode::token);
    EXPECT_EQ(c.clerk.connection_ttl, 600s);
    EXPECT_EQ(c.expiry_grace, 60s);
    EXPECT_FALSE(loaded(with("test")).value.clerk.has_key_source());
}

TEST(ConfigClerk, Parties_AreTheFrontendUnlessGiven)
{
    EXPECT_THAT(tokens(production()).authorized_parties, ElementsAre("https://app.example.com"));
    EXPECT_THAT(
        tokens(production(
                   {{"CLERK_AUTHORIZED_PARTIES", "HTTPS://B.example.com:443/, https://c.example.com:8443"}}))
            .authorized_parties,
        ElementsAre("https://b.example.com", "https://c.example.com:8443"));
    EXPECT_THAT(
        tokens(with("development", {{"PORT", "9000"}})).authorized_parties,
        ElementsAre("http://localhost:3000", "http://localhost:9000", "http://127.0.0.1:9000"));
    EXPECT_THAT(
        tokens(with("development", {{"CLERK_AUTHORIZED_PARTIES", "https://b.example.com"}}))
            .authorized_parties,
        ElementsAre("https://b.example.com"));
    EXPECT_THAT(tokens(with("test")).authorized_parties, IsEmpty());
}

TEST(ConfigClerk, NoPartiesUnderStrictRules_AreRefused)
{
    EXPECT_THAT(complaints(production({{"FRONTEND_URL", ""}})), ElementsAre("FRONTEND_URL"));
    EXPECT_THAT(
        complaints(production({{"CLERK_AUTHORIZED_PARTIES", ", ,"}})),
        ElementsAre("CLERK_AUTHORIZED_PARTIES"));
    EXPECT_THAT(
        complaints(production({{"FRONTEND_URL", ""}, {"CLERK_AUTHORIZED_PARTIES", "https://b.example.com"}})),
        ElementsAre("FRONTEND_URL"));
}

TEST(ConfigClerk, PartiesThatAreNoOrigins_AreRefused)
{
    for (const char* value : {"*", "https://*.vercel.app", "https://a.example.com/path", "a.example.com"})
        EXPECT_THAT(
            complaints(production({{"CLERK_AUTHORIZED_PARTIES", value}})),
            ElementsAre("CLERK_AUTHORIZED_PARTIES"))
            << value;
}

TEST(ConfigClerk, PatternsOfParties_NeedADevelopmentInstance)
{
    const auto place = [](std::string environment, settings more)
    {
        more["CLERK_AUTHORIZED_PARTIES"] = pattern;
        more["NODE_ENV"] = std::move(environment);
        return complaints(more);
    };
    const std::string pem = ws::test::read_text("clerk/public-key.pem");
    EXPECT_THAT(place("test", {}), IsEmpty()) << "no instance at all";
    EXPECT_THAT(place("test", {{"CLERK_SECRET_KEY", test_secret}}), IsEmpty());
    EXPECT_THAT(place("development", {{"CLERK_PUBLISHABLE_KEY", test_publishable}}), IsEmpty());
    EXPECT_THAT(place("test", {{"CLERK_JWT_KEY", pem}, {"CLERK_SECRET_KEY", test_secret}}), IsEmpty());

    for (const settings& unfit : std::vector<settings>{
             {{"CLERK_SECRET_KEY", "sk_live_FAKE"}},
             {{"CLERK_SECRET_KEY", "live_FAKE"}},
             {{"CLERK_PUBLISHABLE_KEY", "pk_live_Y2xlcmsuZ2FsbGVyeS5leGFtcGxlLnRlc3Qk"}},
             {{"CLERK_JWT_KEY", pem}}})
        EXPECT_THAT(place("test", unfit), ElementsAre("CLERK_AUTHORIZED_PARTIES")) << unfit.begin()->second;
    EXPECT_THAT(
        place("staging", production({{"CLERK_SECRET_KEY", test_secret}})),
        ElementsAre("CLERK_AUTHORIZED_PARTIES"));
    EXPECT_THAT(
        complaints(with("test", {{"FRONTEND_URL", pattern}, {"CLERK_JWT_KEY", pem}})),
        ElementsAre("FRONTEND_URL"));
}

TEST(ConfigClerk, PatternOfParties_IsKeptAsOne)
{
    const auto options =
        tokens(with("test", {{"CLERK_AUTHORIZED_PARTIES", pattern + ",https://app.example.com"}}));
    EXPECT_THAT(options.authorized_parties, ElementsAre("https://app.example.com"));
    EXPECT_TRUE(options.authorized_party_patterns.allows("https://gallery-42-acme.vercel.app"));
}

TEST(ConfigClerk, Issuer_OverridesWhatThePublishableKeySays)
{
    EXPECT_THAT(
        tokens(with("test", {{"CLERK_PUBLISHABLE_KEY", test_publishable}})).issuers,
        ElementsAre("https://brave-otter-42.clerk.accounts.dev"));
    EXPECT_THAT(
        tokens(with(
                   "test", {{"CLERK_PUBLISHABLE_KEY", test_publishable},
                            {"CLERK_ISSUER", "https://app.example.com/__clerk"}}))
            .issuers,
        ElementsAre("https://app.example.com/__clerk"));
    for (const char* value :
         {"clerk.example.com", "http://clerk.example.com", "https://a.example.com, https://b"})
        EXPECT_THAT(complaints(production({{"CLERK_ISSUER", value}})), ElementsAre("CLERK_ISSUER")) << value;
}

TEST(ConfigClerk, TokenRules_AreTakenOver)
{
    const auto options = tokens(production(
        {{"CLERK_AUDIENCE", "a, b"},
         {"CLERK_CLOCK_SKEW_MS", "0"},
         {"CLERK_ALLOWED_CATS", "cl_x"},
         {"CLERK_ALLOW_MISSING_AZP", "1"}}));
    EXPECT_THAT(options.audience, ElementsAre("a", "b"));
    EXPECT_EQ(options.clock_skew, 0s);
    EXPECT_THAT(options.allowed_cats, ElementsAre("cl_x"));
    EXPECT_TRUE(options.allow_missing_azp);
}

TEST(ConfigClerk, SessionMode_NeedsTheWebhook)
{
    const auto problems = problems_of(production({{"AUTH_LIFETIME_MODE", "session"}}));
    ASSERT_EQ(problems.size(), 1U) << to_string(problems);
    EXPECT_EQ(problems[0].place, "AUTH_LIFETIME_MODE");
    EXPECT_THAT(problems[0].mend, HasSubstr("CLERK_WEBHOOK_SIGNING_SECRET"));
    const auto c = loaded(production(
        {{"AUTH_LIFETIME_MODE", "session"},
         {"AUTH_CONN_TTL", "5m"},
         {"CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}));
    EXPECT_EQ(c.value.clerk.mode, lifetime_mode::session);
    EXPECT_EQ(c.value.clerk.connection_ttl, 5min);
    EXPECT_THAT(
        complaints(production({{"AUTH_LIFETIME_MODE", "forever"}})), ElementsAre("AUTH_LIFETIME_MODE"));
}

TEST(ConfigClerk, Durations_AreReadAndBounded)
{
    const config c = loaded(with("test", {{"AUTH_CLOSE_DELAY", "1m5s"}, {"JWKS_MAX_STALE", "1h"}})).value;
    EXPECT_EQ(c.expiry_grace, 65s);
    EXPECT_EQ(c.clerk.max_stale, 1h);
    for (const char* value : {"0s", "2h", "60", "-1s", "1.5s"})
        EXPECT_THAT(complaints(with("test", {{"AUTH_CLOSE_DELAY", value}})), ElementsAre("AUTH_CLOSE_DELAY"))
            << value;
    const auto problems = problems_of(with("test", {{"JWKS_MAX_STALE", "299s"}}));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].mend, HasSubstr("5m to 720h"));
}

TEST(ConfigClerk, LifetimeWithoutItsMode_IsWarnedOf)
{
    EXPECT_TRUE(warns(loaded(production({{"AUTH_CONN_TTL", "60s"}})), "AUTH_CONN_TTL", "no effect"));
}

TEST(ConfigClerk, Report_ShowsWhatHoldsAndNoSecret)
{
    const config c = loaded(with(
                                "test", {{"CLERK_SECRET_KEY", test_secret},
                                         {"CLERK_PUBLISHABLE_KEY", test_publishable},
                                         {"CLERK_JWT_KEY", ws::test::read_text("clerk/public-key.pem")},
                                         {"CLERK_AUTHORIZED_PARTIES", pattern}}))
                         .value;
    std::map<std::string, std::string> shown;
    for (const shown_setting& s : describe(c))
        shown[s.name] = s.value;
    EXPECT_EQ(shown["CLERK_PUBLISHABLE_KEY"], "development instance at brave-otter-42.clerk.accounts.dev");
    EXPECT_THAT(shown["CLERK_JWT_KEY"], testing::MatchesRegex("2048 bits, sha256:[0-9a-f]{64}"));
    EXPECT_EQ(shown["CLERK_AUTHORIZED_PARTIES"], pattern);
    EXPECT_EQ(shown["CLERK_SECRET_KEY"], "sk_test…");
    EXPECT_EQ(shown["CLERK_AUDIENCE"], "(not checked)");
    EXPECT_EQ(shown["AUTH_CLOSE_DELAY"], "1m");
}
