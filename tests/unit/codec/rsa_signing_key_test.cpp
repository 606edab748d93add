#include <ws/codec/rsa_signing_key.hpp>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>

namespace
{

using namespace ws::codec;
using ws::errc;

/// One for all: making a key takes long.
const rsa_signing_key& made_key()
{
    static const rsa_signing_key key = rsa_signing_key::generate();
    return key;
}

TEST(RsaSigningKey, Signature_HoldsForItsMessageAndKeyAlone)
{
    const std::string signature = made_key().sign_rs256("message");
    EXPECT_EQ(signature.size(), 256U);
    EXPECT_TRUE(made_key().public_key().verify_rs256("message", signature));
    EXPECT_FALSE(made_key().public_key().verify_rs256("Message", signature));
    EXPECT_FALSE(rsa_signing_key::generate().public_key().verify_rs256("message", signature));
}

TEST(RsaSigningKey, NewKey_HasTheSizeAndExponentOfClerks)
{
    EXPECT_EQ(made_key().public_key().bits(), 2048U);
    EXPECT_EQ(made_key().modulus().size(), 256U);
    EXPECT_EQ(made_key().exponent(), std::string("\x01\x00\x01", 3));
}

TEST(RsaSigningKey, Pem_GivesTheSameKeyBack)
{
    const auto again = rsa_signing_key::from_pem(made_key().to_pem().reveal());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->modulus(), made_key().modulus());
    EXPECT_TRUE(made_key().public_key().verify_rs256("message", again->sign_rs256("message")));
}

TEST(RsaSigningKey, WhatIsNoPrivateRsaKey_IsRefused)
{
    const std::string pem(made_key().to_pem().reveal());
    std::string broken = pem;
    broken[pem.size() / 2] = '!';
    // openssl genpkey -algorithm ed25519
    const std::string ed25519 = "-----BEGIN PRIVATE KEY-----\n"
                                "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                                "-----END PRIVATE KEY-----\n";
    // An encrypted key must not make OpenSSL ask at the terminal.
    const std::string encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n"
                                  "-----END ENCRYPTED PRIVATE KEY-----\n";
    for (const std::string& text :
         {std::string(), std::string("key"), pem.substr(0, 900), broken, ed25519, encrypted})
    {
        const auto key = rsa_signing_key::from_pem(text);
        EXPECT_FALSE(key) << text;
        EXPECT_EQ(ERR_peek_error(), 0U);
    }
}

} // namespace
