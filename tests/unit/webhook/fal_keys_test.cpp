#include "support/ed25519_signer.hpp"

#include <ws/codec/base64.hpp>
#include <ws/webhook/fal_keys.hpp>

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::webhook;

const std::string x = ws::codec::base64url_encode(ws::test::ed25519_signer(1).public_key());

std::string jwk(std::string_view more = "")
{
    return R"({"kty":"OKP","crv":"Ed25519","x":")" + x + '"' + std::string(more) + '}';
}

std::string set_of(std::string_view keys) { return R"({"keys":[)" + std::string(keys) + "]}"; }

TEST(FalKeys, UsableKeys_AreTakenAndOthersSkipped)
{
    const auto keys = parse_fal_keys(set_of(
        jwk() + ',' + jwk(R"(,"use":"sig","alg":"EdDSA","kid":"a")") + ',' + jwk(R"(,"use":"enc")") + ',' +
        jwk(R"(,"alg":"RS256")") + R"(,{"kty":"RSA"},7,{"kty":"OKP","crv":"X25519","x":")" + x +
        R"("},{"kty":"OKP","crv":"Ed25519","x":"AAAA"},{"kty":"OKP","crv":"Ed25519"})"));
    ASSERT_TRUE(keys);
    EXPECT_EQ((*keys)->size(), 2U);
}

TEST(FalKeys, DocumentWithoutUsableKey_IsMalformed)
{
    for (const std::string& text :
         {std::string(""), std::string("[]"), std::string(R"({"keys":{}})"), set_of(""),
          set_of(R"({"kty":"RSA"})")})
        EXPECT_EQ(parse_fal_keys(text).error(), ws::errc::malformed_input) << text;
}

TEST(FalKeys, BothNamesOfTheAlgorithm_AreTaken)
{
    const auto keys = parse_fal_keys(set_of(
        jwk(R"(,"alg":"EdDSA")") + ',' + jwk(R"(,"alg":"Ed25519")") + ',' + jwk(R"(,"alg":"Ed448")") + ',' +
        jwk(R"(,"alg":null)")));
    ASSERT_TRUE(keys);
    EXPECT_EQ((*keys)->size(), 2U);
}

TEST(FalKeys, OfMoreThan16_TheFirstAreTaken)
{
    const std::string other = ws::codec::base64url_encode(ws::test::ed25519_signer(2).public_key());
    std::string keys = R"({"kty":"OKP","crv":"Ed25519","x":")" + other + "\"},7";
    for (int i = 0; i < 16; ++i)
        keys += ',' + jwk();
    const auto parsed = parse_fal_keys(set_of(keys));
    ASSERT_TRUE(parsed);
    EXPECT_EQ((*parsed)->size(), 16U);
    const std::string signature = ws::test::ed25519_signer(2).sign("text");
    EXPECT_TRUE((*parsed)->front().verify("text", signature));
}

TEST(FalKeys, DocumentOverTheLimit_IsNotLookedAt)
{
    std::string text = set_of(jwk());
    text.resize(max_fal_key_set_bytes, ' ');
    EXPECT_TRUE(parse_fal_keys(text));
    EXPECT_EQ(parse_fal_keys(text + ' ').error(), ws::errc::too_large);
}

} // namespace
