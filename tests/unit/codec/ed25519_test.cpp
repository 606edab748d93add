#include <ws/codec/ed25519.hpp>
#include <ws/codec/hmac.hpp>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>

namespace
{

using namespace ws::codec;

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

// RFC 8032 §7.1, tests 2 and 3.
const std::string key_2 = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
const std::string signature_2 = bytes("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
const std::string key_3 = bytes("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
const std::string signature_3 = bytes("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                                      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");

TEST(Ed25519, Rfc8032Signatures_Hold)
{
    EXPECT_TRUE(ed25519_public_key::from_bytes(key_2)->verify("\x72", signature_2));
    EXPECT_TRUE(ed25519_public_key::from_bytes(key_3)->verify("\xaf\x82", signature_3));
}

TEST(Ed25519, AnythingChanged_DoesNotHold)
{
    const auto key = ed25519_public_key::from_bytes(key_3).value();
    EXPECT_FALSE(key.verify("\xaf\x83", signature_3));
    EXPECT_FALSE(key.verify("\xaf", signature_3));
    EXPECT_FALSE(key.verify("\xaf\x82", signature_2));
    EXPECT_FALSE(ed25519_public_key::from_bytes(key_2)->verify("\xaf\x82", signature_3));
    for (std::size_t i = 0; i < signature_3.size(); ++i)
    {
        std::string changed = signature_3;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(key.verify("\xaf\x82", changed)) << "byte " << i;
    }
}

TEST(Ed25519, SignatureOfAnotherLength_DoesNotHold)
{
    const auto key = ed25519_public_key::from_bytes(key_3).value();
    EXPECT_FALSE(key.verify("\xaf\x82", ""));
    EXPECT_FALSE(key.verify("\xaf\x82", signature_3.substr(1)));
    EXPECT_FALSE(key.verify("\xaf\x82", signature_3 + '\0'));
}

TEST(Ed25519, KeyOfAnotherLength_IsMalformed)
{
    for (const std::size_t size : {0U, 31U, 33U, 64U})
        EXPECT_EQ(ed25519_public_key::from_bytes(std::string(size, 'k')).error(), ws::errc::malformed_input);
}

TEST(Ed25519, KeyThatIsNoPoint_VerifiesNothingAndLeavesNoErrorBehind)
{
    const auto key = ed25519_public_key::from_bytes(std::string(32, '\xff'));
    ASSERT_TRUE(key);
    EXPECT_FALSE(key->verify("\xaf\x82", signature_3));
    EXPECT_EQ(ERR_peek_error(), 0U);
}

} // namespace
