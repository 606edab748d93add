#include <ws/auth/hmac_token.hpp>
#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>

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
using ws::errc;
using ws::secret;

const ws::system_time now{1'893'456'000s};
const secret key("test-only-hmac-secret-0123456789abcdef");

hmac_token_verifier verifier_with(std::vector<secret> secrets)
{
    hmac_token_options options;
    options.secrets = std::move(secrets);
    return hmac_token_verifier(std::move(options));
}

hmac_token_verifier verifier() { return verifier_with({key}); }

hmac_token_verifier verifier_for(std::string audience, std::string issuer)
{
    hmac_token_options options;
    options.secrets.push_back(key);
    options.audience = std::move(audience);
    options.issuer = std::move(issuer);
    return hmac_token_verifier(std::move(options));
}

/// As sign_hmac_token, with a header of the test's choice.
std::string signed_with_header(std::string_view header)
{
    const std::string input =
        ws::codec::base64url_encode(header) + '.' + ws::codec::base64url_encode(R"({"sub":"u"})");
    const auto mac = ws::codec::hmac_sha256(key.reveal(), input);
    return input + '.' + ws::codec::base64url_encode(ws::codec::as_view(mac));
}

ws::error_code connect_error(const hmac_token_verifier& asked, std::string_view token)
{
    const auto claims = asked.verify_connection(token, now);
    return claims ? ws::error_code() : claims.error();
}

TEST(HmacToken, WhatWeSign_Verifies)
{
    const auto claims = verifier().verify_connection(sign_hmac_token(R"({"sub":"u"})", key), now);
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->user, "u");
    EXPECT_EQ(claims->expires, std::nullopt);
}

TEST(HmacToken, Sign_GivesTheKnownText)
{
    // Made with another implementation: RFC 7515 A.1 has white space in its header.
    EXPECT_EQ(
        sign_hmac_token(R"({"sub":"svc_render"})", key),
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJzdmNfcmVuZGVyIn0."
        "3MEsgMB9mTv-nEBGWKcvHrHIrPDn8SO5LyZwVcsvlyE");
}

TEST(HmacToken, Algorithm_IsExactlyHs256)
{
    EXPECT_FALSE(connect_error(verifier(), signed_with_header(R"({"alg":"HS256"})")));
    for (const auto* header :
         {R"({})", R"({"alg":"hs256"})", R"({"alg":"HS512"})", R"({"alg":"RS256"})", R"({"alg":"none"})",
          R"({"alg":"HS256\u0000"})", R"({"alg":"HS256 "})", R"({"alg":["HS256"]})", R"({"alg":null})",
          R"({"alg":256})"})
        EXPECT_EQ(connect_error(verifier(), signed_with_header(header)), errc::invalid_token) << header;
}

TEST(HmacToken, HeaderWithKid_IsAnotherVerifiersToken)
{
    for (const auto* header :
         {R"({"alg":"HS256","kid":"k"})", R"({"alg":"HS256","kid":""})", R"({"alg":"HS256","kid":null})"})
        EXPECT_EQ(connect_error(verifier(), signed_with_header(header)), errc::invalid_token) << header;
}

TEST(HmacToken, EverySecret_IsTried)
{
    const auto checker = verifier_with({secret("newest"), secret("older"), secret("oldest")});
    for (const auto* text : {"newest", "older", "oldest"})
        EXPECT_FALSE(connect_error(checker, sign_hmac_token("{}", secret(text)))) << text;
    EXPECT_EQ(connect_error(checker, sign_hmac_token("{}", secret("unknown"))), errc::invalid_token);
}

TEST(HmacToken, WithoutSecrets_NothingVerifies)
{
    const auto checker = verifier_with({});
    EXPECT_FALSE(checker.enabled());
    EXPECT_TRUE(verifier().enabled());
    EXPECT_EQ(connect_error(checker, sign_hmac_token("{}", key)), errc::invalid_token);
    EXPECT_EQ(
        checker.verify_subscription(sign_hmac_token(R"({"channel":"c"})", key), now).error(),
        errc::invalid_token);
}

TEST(HmacToken, EmptySecretInTheList_NeverVerifies)
{
    const auto checker = verifier_with({secret(""), key});
    // Made with another implementation: ours takes an empty key for a mistake.
    EXPECT_EQ(
        connect_error(checker, "eyJhbGciOiJIUzI1NiJ9.e30.4E_Bsx-pJi3kOW9wVXN8CgbATwP09D9V5gxh9-9zSZ0"),
        errc::invalid_token);
    EXPECT_FALSE(connect_error(checker, sign_hmac_token("{}", key)));
}

TEST(HmacToken, AnyChangedByte_IsInvalid)
{
    const std::string token = sign_hmac_token(R"({"sub":"u"})", key);
    for (std::size_t i = 0; i < token.size(); ++i)
    {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(connect_error(verifier(), changed), errc::invalid_token) << "byte " << i;
    }
}

TEST(HmacToken, SignatureOfAnotherLength_IsInvalid)
{
    const std::string token = sign_hmac_token("{}", key);
    const std::string input = token.substr(0, token.rfind('.') + 1);
    const std::string mac = ws::codec::base64url_decode(token.substr(input.size())).value();
    EXPECT_FALSE(connect_error(verifier(), input + ws::codec::base64url_encode(mac)));
    for (const std::string& other : {std::string(), mac.substr(0, 31), mac + '\0', mac + mac})
        EXPECT_EQ(connect_error(verifier(), input + ws::codec::base64url_encode(other)), errc::invalid_token)
            << other.size();
}

TEST(HmacToken, BadSignatureAndExpired_IsInvalid)
{
    EXPECT_EQ(
        connect_error(verifier(), sign_hmac_token(R"({"exp":1})", secret("other"))), errc::invalid_token);
}

TEST(HmacToken, Audience_MustBeNamedWhereConfigured)
{
    const auto checker = verifier_for("ws", "");
    for (const auto* payload : {R"({"aud":"ws"})", R"({"aud":["x","ws"]})"})
        EXPECT_FALSE(connect_error(checker, sign_hmac_token(payload, key))) << payload;
    for (const auto* payload :
         {R"({})", R"({"aud":"WS"})", R"({"aud":"ws "})", R"({"aud":[]})", R"({"aud":["x"]})",
          R"({"aud":["ws",1]})", R"({"aud":{"ws":1}})", R"({"aud":null})"})
        EXPECT_EQ(connect_error(checker, sign_hmac_token(payload, key)), errc::invalid_token) << payload;
}

TEST(HmacToken, Issuer_MustBeEqualWhereConfigured)
{
    const auto checker = verifier_for("", "https://app");
    EXPECT_FALSE(connect_error(checker, sign_hmac_token(R"({"iss":"https://app"})", key)));
    for (const auto* payload : {R"({})", R"({"iss":"https://app/"})", R"({"iss":["https://app"]})"})
        EXPECT_EQ(connect_error(checker, sign_hmac_token(payload, key)), errc::invalid_token) << payload;
}

TEST(HmacToken, AudienceAndIssuer_AreNotReadWhereNotConfigured)
{
    EXPECT_FALSE(connect_error(verifier(), sign_hmac_token(R"({"aud":"x","iss":5})", key)));
}

TEST(HmacToken, WrongAudienceAndExpired_IsInvalid)
{
    const auto checker = verifier_for("ws", "");
    EXPECT_EQ(connect_error(checker, sign_hmac_token(R"({"aud":"x","exp":1})", key)), errc::invalid_token);
    EXPECT_EQ(connect_error(checker, sign_hmac_token(R"({"aud":"ws","exp":1})", key)), errc::expired);
}

} // namespace
