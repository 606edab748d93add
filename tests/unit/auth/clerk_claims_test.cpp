#include "auth/clerk_claims.hpp"

#include <ws/codec/strict_json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace
{

using namespace ws::auth;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Optional;

const ws::system_time now{1'893'456'000s};
constexpr const char* usual = R"("sub":"user_1","sid":"sess_1")";

token_result<clerk_identity>
check(const std::string& members, const clerk_token_options& options = {}, token_circumstances when = {now})
{
    const std::string text = '{' + members + '}';
    const auto payload = ws::codec::parse_strict_json(text, {.max_number_length = 8192}).value();
    return check_clerk_claims({payload.as_object(), text}, options, when);
}

/// The reason why claims are refused, or "ok".
std::string verdict(const std::string& members, const clerk_token_options& options = {})
{
    const auto who = check(members, options);
    return who ? "ok" : std::string(to_string(who.error()));
}

std::string with_dates(const std::string& dates) { return std::string(usual) + ',' + dates; }
std::string with(const std::string& members) { return with_dates(R"("exp":1893456060,)" + members); }

clerk_identity identity_of(const std::string& members)
{
    const auto who = check(with(members));
    EXPECT_TRUE(who) << members;
    return who ? *who : clerk_identity{};
}

TEST(ClerkClaims, Expiry_HasMillisecondsAndTheEdgeIsExpired)
{
    const std::string members = with_dates(R"("exp":1893456000)");
    EXPECT_TRUE(check(members, {}, {now + 4999ms}));
    EXPECT_EQ(check(members, {}, {now + 5000ms}).error(), token_reason::token_expired);
    EXPECT_TRUE(check(members, {}, {now + 4999999us}));
    EXPECT_TRUE(check(members, {.clock_skew = 0ms}, {now - 1ms}));
    EXPECT_EQ(check(members, {.clock_skew = 0ms}, {now}).error(), token_reason::token_expired);
}

TEST(ClerkClaims, IssuedAt_IsKeptWhereThereIsOne)
{
    EXPECT_EQ(identity_of(R"("iat":1893455990)").issued, std::chrono::sys_seconds(1'893'455'990s));
    EXPECT_EQ(identity_of(R"("nbf":1893455990)").issued, std::nullopt);
}

TEST(ClerkClaims, NotBeforeAndIssuedAt_PassAtTheEdge)
{
    for (const auto& [name, reason] :
         {std::pair{"nbf", token_reason::token_not_active_yet},
          std::pair{"iat", token_reason::token_iat_in_the_future}})
    {
        const std::string members = with('"' + std::string(name) + R"(":1893456010)");
        EXPECT_TRUE(check(members, {}, {now + 5000ms})) << name;
        EXPECT_EQ(check(members, {}, {now + 4999ms}).error(), reason) << name;
        EXPECT_EQ(verdict(with('"' + std::string(name) + R"(":-1)")), "ok");
    }
}

TEST(ClerkClaims, Fractions_AreFlooredToTheSecond)
{
    const std::string members = with_dates(R"("exp":1893456000.999)");
    EXPECT_EQ(check(members, {}, {now + 5000ms}).error(), token_reason::token_expired);
    EXPECT_EQ(check(members, {}, {now})->expires.time_since_epoch(), 1'893'456'000s);
    EXPECT_TRUE(check(with(R"("nbf":1893456005.999)")));
}

TEST(ClerkClaims, ExpiryInTheYear9999_IsKeptExactly)
{
    EXPECT_EQ(
        check(with_dates(R"("exp":253402300799)"))->expires.time_since_epoch().count(), 253'402'300'799);
    EXPECT_EQ(verdict(with_dates(R"("exp":253402300800)")), "token-verification-failed");
}

TEST(ClerkClaims, DatesThatAreNone_FailVerification)
{
    const std::string digits(400, '9');
    for (const std::string& odd :
         {std::string("null"), std::string("\"1893456060\""), std::string("true"), std::string("[]"),
          std::string("{}"), std::string("1e400"), std::string("-1e400"), digits, std::string("9e99999")})
        for (const char* name : {"exp", "nbf", "iat"})
        {
            const std::string member = '"' + std::string(name) + "\":" + odd;
            const bool is_exp = std::string_view(name) == "exp";
            EXPECT_EQ(verdict(is_exp ? with_dates(member) : with(member)), "token-verification-failed")
                << member;
        }
    EXPECT_EQ(verdict(usual), "token-verification-failed");
}

TEST(ClerkClaims, Order_IsTheOneOfTheChecks)
{
    const clerk_token_options options{
        .authorized_parties = {"https://a.test"}, .audience = {"aud"}, .issuers = {"https://i.test"}};
    std::string all = R"("exp":"","nbf":"","iat":"","sts":"pending")";
    const auto expect_then = [&](std::string_view reason, const std::string& mended)
    {
        EXPECT_EQ(verdict(all, options), reason);
        all = mended + ',' + all;
    };
    expect_then("token-verification-failed", R"("sub":"mch_1")");
    EXPECT_EQ(verdict(R"("aud":"x",)" + all, options), "token-verification-failed");
    expect_then("token-invalid-authorized-parties", R"("azp":"https://a.test")");
    expect_then("token-invalid-issuer", R"("iss":"https://i.test")");
    EXPECT_EQ(verdict(all, options), "token-verification-failed");
    const auto replace = [&](std::string_view what, std::string_view by)
    { all.replace(all.find(what), what.size(), by); };
    replace(R"("exp":"")", R"("exp":1)");
    EXPECT_EQ(verdict(all, options), "token-expired"); // before nbf of a wrong type
    replace(R"("exp":1)", R"("exp":1893456060)");
    replace(R"("nbf":"")", R"("nbf":1893456060)");
    EXPECT_EQ(verdict(all, options), "token-not-active-yet"); // before iat of a wrong type
    replace(R"("nbf":1893456060)", R"("nbf":1)");
    replace(R"("iat":"")", R"("iat":1893456060)");
    EXPECT_EQ(verdict(all, options), "token-iat-in-the-future");
    replace(R"("iat":1893456060)", R"("iat":1)");
    EXPECT_EQ(verdict(all, options), "token-type-mismatch"); // a machine, before its status
    replace("mch_1", "user_1");
    EXPECT_EQ(verdict(all, options), "token-type-mismatch"); // no session
    all += R"(,"sid":"s")";
    EXPECT_EQ(verdict(all, options), "session-pending");
    replace("pending", "active");
    EXPECT_EQ(verdict(all, options), "ok");
}

TEST(ClerkClaims, Subject_Has1To255BytesWithoutControlCharacters)
{
    const auto subject = [](const std::string& text)
    { return verdict(R"("sid":"s","exp":1893456060,"sub":")" + text + '"'); };
    EXPECT_EQ(subject(std::string(255, 'u')), "ok");
    EXPECT_EQ(subject("\xC2\xA0"), "ok"); // the first character behind C1
    EXPECT_EQ(subject("\xE2\x82\xAC\xC3\x80"), "ok");
    for (const std::string& bad :
         {std::string(), std::string(256, 'u'), std::string("a\\u0000"), std::string("a\\nb"),
          std::string("\\u001f"), std::string("a\x7F"), std::string("a\\u0085"), std::string("\xC2\x9F")})
        EXPECT_EQ(subject(bad), "token-verification-failed") << bad;
}

TEST(ClerkClaims, SessionAndKind_TellMachinesApart)
{
    EXPECT_EQ(verdict(R"("sub":"mch_1","sid":"s","exp":1893456060)"), "token-type-mismatch");
    EXPECT_EQ(verdict(R"("sub":"mch","sid":"s","exp":1893456060)"), "ok");
    for (const char* sid : {"\"\"", "null", "1", "[\"s\"]"})
        EXPECT_EQ(verdict(R"("sub":"u","exp":1893456060,"sid":)" + std::string(sid)), "token-type-mismatch");
}

TEST(ClerkClaims, Audience_IsCheckedWhereBothSidesHaveOne)
{
    const clerk_token_options options{.audience = {"a", "b"}};
    EXPECT_EQ(verdict(with(R"("v":2)"), options), "ok");
    EXPECT_EQ(verdict(with(R"("aud":1)")), "ok");
    for (const char* good : {R"("a")", R"("b")", R"(["x","b"])"})
        EXPECT_EQ(verdict(with(R"("aud":)" + std::string(good)), options), "ok") << good;
    for (const char* bad :
         {R"("")", R"("A")", R"("a ")", "null", "[]", R"(["x"])", R"(["a",1])", R"([["a"]])", R"({"a":1})"})
        EXPECT_EQ(verdict(with(R"("aud":)" + std::string(bad)), options), "token-verification-failed") << bad;
}

TEST(ClerkClaims, MissingParty_PassesOnlyWithoutAnyOrigin)
{
    clerk_token_options options{.authorized_parties = {"https://a.test"}};
    const std::string without = with(R"("v":2)");
    EXPECT_FALSE(check(without, options, {now, false}));
    options.allow_missing_azp = true;
    EXPECT_TRUE(check(without, options, {now, false}));
    EXPECT_EQ(check(without, options, {now, true}).error(), token_reason::token_invalid_authorized_parties);
    for (const char* present : {R"("azp":"")", R"("azp":null)", R"("azp":"https://b.test")"})
        EXPECT_FALSE(check(with(present), options, {now, false})) << present;
    EXPECT_TRUE(check(with(R"("azp":"https://a.test")"), options, {now, false}));
}

TEST(ClerkClaims, PartyPattern_MatchesWhatBrowsersSpell)
{
    std::string why;
    clerk_token_options options;
    options.authorized_party_patterns =
        origin_list({parse_configured_origin("https://gallery-*-acme.vercel.app", why).value()});
    const auto party = [&](const std::string& azp)
    { return verdict(with(R"("azp":")" + azp + '"'), options); };
    EXPECT_EQ(party("https://gallery-x1-acme.vercel.app"), "ok");
    for (const char* bad :
         {"https://gallery-x1-acme.vercel.app/", "https://gallery-x1-acme.vercel.app:443",
          "HTTPS://gallery-x1-acme.vercel.app", "https://gallery-a.b-acme.vercel.app",
          "http://gallery-x1-acme.vercel.app", "https://gallery-*-acme.vercel.app", ""})
        EXPECT_EQ(party(bad), "token-invalid-authorized-parties") << bad;
    EXPECT_EQ(verdict(with(R"("v":2)"), options), "token-invalid-authorized-parties");
}

TEST(ClerkClaims, Status_OtherThanActiveIsPending)
{
    EXPECT_EQ(identity_of(R"("sts":"active")").status, "active");
    for (const char* sts : {R"("pending")", R"("ACTIVE")", R"("")", "null", "1"})
        EXPECT_EQ(verdict(with(R"("sts":)" + std::string(sts))), "session-pending") << sts;
}

TEST(ClerkClaims, Version_IsTheNumber2OrElse1)
{
    const std::string both = R"("org_id":"org_1","o":{"id":"org_2"},"v":)";
    for (const char* v : {"2", "2.0", "2e0", "20E-1"})
        EXPECT_THAT(identity_of(both + v).org_id, Optional(std::string("org_2"))) << v;
    for (const char* v : {"1", "3", "\"2\"", "null", "[2]", "2.5", "true"})
        EXPECT_THAT(identity_of(both + v).org_id, Optional(std::string("org_1"))) << v;
    EXPECT_FALSE(identity_of(R"("o":{"id":"org_2","rol":"admin"})").org_id);
    EXPECT_FALSE(identity_of(R"("v":2,"org_permissions":["org:a:b"])").org_permissions);
}

TEST(ClerkClaims, OrganizationOfUnexpectedTypes_IsAbsent)
{
    const auto v1 = identity_of(R"("org_id":1,"org_role":null,"org_slug":"","org_permissions":"org:a:b")");
    EXPECT_FALSE(v1.org_id || v1.org_role || v1.org_slug || v1.org_permissions);
    EXPECT_THAT(
        identity_of(R"("org_permissions":["org:a:b",1,null,"org:c:d"])").org_permissions,
        Optional(ElementsAre("org:a:b", "org:c:d")));
    for (const char* o : {"null", "1", "[]", R"("org_1")", R"({"id":1,"rol":["admin"],"slg":{}})"})
    {
        const auto v2 = identity_of(R"("v":2,"o":)" + std::string(o));
        EXPECT_FALSE(v2.org_id || v2.org_role || v2.org_slug) << o;
    }
}

TEST(ClerkClaims, Actor_MarksTheSessionWhateverItHolds)
{
    EXPECT_FALSE(identity_of(R"("v":2)").impersonated);
    EXPECT_FALSE(identity_of(R"("act":null)").impersonated);
    const auto agent = identity_of(R"("act":{"sub":"user_2","type":"agent"})");
    EXPECT_TRUE(agent.impersonated && agent.actor_is_agent);
    EXPECT_EQ(agent.actor, "user_2");
    const auto person = identity_of(R"("act":{"sub":"user_2","type":"x"})");
    EXPECT_TRUE(person.impersonated && !person.actor_is_agent);
    for (const char* odd : {"{}", "\"user_2\"", "[]", "false", R"({"sub":1})"})
    {
        const auto who = identity_of(R"("act":)" + std::string(odd));
        EXPECT_TRUE(who.impersonated && !who.actor) << odd;
    }
}

TEST(ClerkClaims, FactorAge_IsAPairOfIntegers)
{
    EXPECT_EQ(identity_of(R"("fva":[3,-1])").factor_verification_age, (factor_age{3, -1}));
    for (const char* odd : {"[]", "[1]", "[1,2,3]", "[1.5,2]", R"(["1","2"])", "3", "null"})
        EXPECT_FALSE(identity_of(R"("fva":)" + std::string(odd)).factor_verification_age) << odd;
}

} // namespace
