#include "support/clerk_tokens.hpp"

#include <ws/codec/rsa_key.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>
#include <string_view>

namespace
{

using namespace ws::codec;
using ws::errc;

std::string decoded_member(std::size_t entry, std::string_view name)
{
    const auto keys = ws::test::read_json("clerk/jwks.json").at("keys").as_array();
    return base64url_decode(keys.at(entry).at(name).as_string()).value();
}

rsa_public_key key_of_entry(std::size_t entry)
{
    return rsa_public_key::from_numbers(decoded_member(entry, "n"), decoded_member(entry, "e")).value();
}

rsa_public_key main_key() { return key_of_entry(0); }

const std::string exponent("\x01\x00\x01", 3);

TEST(RsaKey, SignatureOfItsPrivateKey_Verifies)
{
    const std::string signature = ws::test::rsa_signer("main").signature_of("message");
    EXPECT_TRUE(main_key().verify_rs256("message", signature));
    EXPECT_FALSE(main_key().verify_rs256("massage", signature));
    EXPECT_FALSE(main_key().verify_rs256("", signature));
    EXPECT_FALSE(key_of_entry(1).verify_rs256("message", signature));
}

TEST(RsaKey, SignatureOfAnotherLength_Fails)
{
    const std::string signature = ws::test::rsa_signer("main").signature_of("message");
    for (const std::string& other :
         {std::string(), signature.substr(1), signature.substr(0, 255), signature + '\0', '\0' + signature,
          std::string(256, '\0'), std::string(256, '\xFF'), std::string(6000, 'x')})
        EXPECT_FALSE(main_key().verify_rs256("message", other)) << other.size();
}

TEST(RsaKey, Failures_LeaveNothingInTheErrorQueue)
{
    EXPECT_FALSE(main_key().verify_rs256("message", "short"));
    EXPECT_EQ(ERR_peek_error(), 0U);
    EXPECT_FALSE(rsa_public_key::from_der("not DER"));
    EXPECT_EQ(ERR_peek_error(), 0U);
    EXPECT_FALSE(rsa_public_key::from_numbers("", ""));
    EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(RsaKey, Size_IsBetween2048And8192Bits)
{
    EXPECT_EQ(main_key().bits(), 2048U);
    EXPECT_EQ(key_of_entry(2).bits(), 4096U);
    EXPECT_TRUE(rsa_public_key::from_numbers(std::string(256, '\xFF'), exponent));
    EXPECT_TRUE(rsa_public_key::from_numbers(std::string(1024, '\xFF'), exponent));
    EXPECT_TRUE(rsa_public_key::from_numbers('\0' + std::string(1024, '\xFF'), exponent));
    EXPECT_FALSE(rsa_public_key::from_numbers('\x7F' + std::string(255, '\xFF'), exponent));
    EXPECT_FALSE(rsa_public_key::from_numbers('\x01' + std::string(1024, '\xFF'), exponent));
    EXPECT_FALSE(rsa_public_key::from_numbers(std::string(5000, '\xFF'), exponent));
}

TEST(RsaKey, ModulusIsOddAndExponentTheUsualOne)
{
    const std::string modulus(256, '\xFF');
    EXPECT_FALSE(rsa_public_key::from_numbers(modulus.substr(1) + '\xFE', exponent));
    for (const std::string& other :
         {std::string(), std::string("\x03"), std::string("\x01\x00", 2), std::string("\x01\x00\x02", 3),
          std::string("\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01", 11)})
        EXPECT_FALSE(rsa_public_key::from_numbers(modulus, other)) << to_hex(other);
}

TEST(RsaKey, Fingerprint_IsThatOfTheEncodedKey)
{
    std::string why;
    const auto from_pem = parse_public_key_pem(ws::test::read_text("clerk/public-key.pem"), why);
    ASSERT_TRUE(from_pem);
    EXPECT_EQ(from_pem->front().fingerprint(), main_key().fingerprint());
    // openssl pkey -pubin -outform DER | sha256sum
    EXPECT_EQ(
        to_hex(as_view(main_key().fingerprint())),
        "db9e96d13e38bc8be29b95580cea69ee5b6526ac5d0e37b5141851257ed8546e");
}

} // namespace
