#include "support/clerk_tokens.hpp"

#include <ws/auth/clerk_token.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace
{

using namespace ws::auth;
using namespace std::chrono_literals;

const token_circumstances now{ws::system_time{1'893'456'000s}};
constexpr std::string_view usual_header =
    R"({"alg":"RS256","typ":"JWT","kid":"ins_pubvec_main_01","cat":"cl_B7d4PD111AAA"})";
constexpr std::string_view usual_claims = R"({"sub":"user_1","sid":"sess_1","exp":1893456060})";

const key_set& keys()
{
    static const key_set_ptr set = parse_key_set(ws::test::read_text("clerk/jwks.json")).value();
    return *set;
}

std::string signed_token(std::string_view header, std::string_view claims = usual_claims)
{
    static const ws::test::rsa_signer signer("main");
    return signer.sign(header, claims);
}

std::string header_with(const std::string& members)
{
    return R"({"kid":"ins_pubvec_main_01",)" + members + '}';
}

std::string verdict(const std::string& token, clerk_token_options options = {})
{
    const auto who = clerk_token_verifier(std::move(options)).verify(token, keys(), now);
    return who ? "ok" : std::string(to_string(who.error()));
}

TEST(ClerkToken, WhatItsKeySigned_IsTheIdentity)
{
    const auto who = clerk_token_verifier({}).verify(signed_token(usual_header), keys(), now);
    ASSERT_TRUE(who);
    EXPECT_EQ(who->user_id, "user_1");
    EXPECT_EQ(who->session_id, "sess_1");
    EXPECT_EQ(who->expires.time_since_epoch(), 1'893'456'060s);
}

TEST(ClerkToken, WaitingForItsKey_NeedsTheTextNoMore)
{
    const clerk_token_verifier verifier({});
    std::string text = signed_token(usual_header);
    auto inspected = verifier.inspect(text);
    ASSERT_TRUE(inspected);
    EXPECT_EQ(inspected->key_id(), "ins_pubvec_main_01");
    text.assign(text.size(), 'x');
    const unverified_clerk_token moved = std::move(*inspected);
    EXPECT_TRUE(verifier.verify(moved, keys(), now));
    EXPECT_TRUE(verifier.verify(moved, keys(), now)) << "a second set of keys may be tried";
}

TEST(ClerkToken, Algorithm_ComesBeforeClassAndKeyId)
{
    EXPECT_EQ(
        verdict(signed_token(R"({"alg":"none","kid":1,"cat":"cl_B7d4PD333AAA"})")),
        "token-invalid-algorithm");
    EXPECT_EQ(verdict(signed_token(header_with(R"("alg":"RS256\u0000")"))), "token-invalid-algorithm");
    EXPECT_EQ(verdict(signed_token(header_with(R"("alg":"RS25")"))), "token-invalid-algorithm");
    EXPECT_EQ(
        verdict(signed_token(R"({"alg":"RS256","kid":1,"cat":"cl_B7d4PD222AAA"})")), "token-type-mismatch");
}

TEST(ClerkToken, KeysInTheHeader_AreNeverRead)
{
    const auto file = ws::test::read_json("clerk/test-keys.json");
    auto own_key = file.at("keys").at("attacker").at("private_jwk").as_object();
    own_key.erase("d");
    const std::string header = header_with(
        R"("alg":"RS256","jku":"https://evil.example/keys","x5u":"https://evil.example/chain",)"
        R"("x5c":["MIIB"],"jwk":)" +
        boost::json::serialize(own_key));
    const ws::test::rsa_signer attacker("attacker");
    EXPECT_EQ(verdict(attacker.sign(header, usual_claims)), "token-invalid-signature");
    EXPECT_EQ(verdict(signed_token(header)), "ok");
}

TEST(ClerkToken, KeyId_MustBeAStringEvenWhereItIsNotCompared)
{
    std::string why;
    const auto any = key_set::for_any_id(
        ws::codec::parse_public_key_pem(ws::test::read_text("clerk/public-key.pem"), why).value());
    const clerk_token_verifier verifier({});
    EXPECT_TRUE(verifier.verify(signed_token(R"({"alg":"RS256"})"), *any, now));
    EXPECT_TRUE(verifier.verify(signed_token(R"({"alg":"RS256","kid":"other"})"), *any, now));
    for (const char* kid : {"null", "1", "[]", "{}"})
        EXPECT_EQ(
            verifier.verify(signed_token(R"({"alg":"RS256","kid":)" + std::string(kid) + '}'), *any, now)
                .error(),
            token_reason::token_invalid)
            << kid;
    EXPECT_EQ(verdict(signed_token(R"({"alg":"RS256"})")), "jwk-kid-mismatch");
}

TEST(ClerkToken, Class_IsASessionsOrAllowedByName)
{
    const auto of_class = [](const std::string& cat, std::vector<std::string> allowed = {})
    {
        return verdict(
            signed_token(header_with(R"("alg":"RS256","cat":)" + cat)), {.allowed_cats = std::move(allowed)});
    };
    EXPECT_EQ(of_class(R"("cl_I7d4PD111III")"), "ok");
    EXPECT_EQ(of_class(R"("cl_new")"), "token-type-mismatch");
    EXPECT_EQ(of_class(R"("cl_new")", {"cl_newer", "cl_new"}), "ok");
    EXPECT_EQ(of_class(R"("cl_B7d4PD222AAA")", {"cl_B7d4PD222AAA"}), "ok");
    EXPECT_EQ(of_class(R"("cl_B7d4PD333AAA")", {"cl_B7d4PD333AAA"}), "token-invalid");
    for (const char* odd : {R"("")", "null", "1", R"(["cl_B7d4PD111AAA"])"})
        EXPECT_EQ(of_class(odd), "token-type-mismatch") << odd;
}

TEST(ClerkToken, Claims_StayUnreadWithoutASignature)
{
    const std::string token = ws::test::rsa_signer("attacker").sign(usual_header, R"({"exp":1})");
    EXPECT_EQ(verdict(token), "token-invalid-signature");
}

TEST(ClerkToken, SeveralKeysUnderOneId_AreAllTried)
{
    const auto both = ws::test::read_json("clerk/jwks.json").at("keys").as_array();
    boost::json::array entries{both.at(1), both.at(0)};
    entries[0].as_object()["kid"] = entries[1].at("kid");
    const auto set = parse_key_set(boost::json::serialize(boost::json::object{{"keys", entries}})).value();
    EXPECT_TRUE(clerk_token_verifier({}).verify(signed_token(usual_header), *set, now));
}

TEST(ClerkToken, LongNumbersInOtherClaims_AreNobodysBusiness)
{
    std::string claims(usual_claims);
    claims.insert(1, R"("ratio":0.)" + std::string(100, '3') + ',');
    EXPECT_EQ(verdict(signed_token(usual_header, claims)), "ok");
}

TEST(TokenReason, Names_AreThoseOfTheSdk)
{
    EXPECT_EQ(to_string(token_reason::token_invalid_authorized_parties), "token-invalid-authorized-parties");
    EXPECT_EQ(to_string(token_reason::jwk_remote_failed_to_load), "jwk-remote-failed-to-load");
    EXPECT_EQ(to_string(token_reason::jwk_local_missing), "jwk-local-missing");
}

TEST(TokenReason, OnlyFaultsOfTheKeySource_AreTemporary)
{
    for (int i = 0; i <= static_cast<int>(token_reason::secret_key_invalid); ++i)
    {
        const auto reason = static_cast<token_reason>(i);
        const bool ours = reason >= token_reason::jwk_remote_failed_to_load;
        EXPECT_EQ(failure_of(reason) == token_failure::temporary, ours) << to_string(reason);
        EXPECT_NE(to_string(reason), "unknown");
    }
    EXPECT_EQ(failure_of(token_reason::token_expired), token_failure::out_of_time);
    EXPECT_EQ(failure_of(token_reason::token_iat_in_the_future), token_failure::out_of_time);
    EXPECT_EQ(failure_of(token_reason::token_not_active_yet), token_failure::out_of_time);
    EXPECT_EQ(failure_of(token_reason::session_pending), token_failure::pending);
    EXPECT_EQ(failure_of(token_reason::jwk_kid_mismatch), token_failure::final);
    EXPECT_EQ(failure_of(token_reason::session_revoked), token_failure::final);
}

} // namespace
