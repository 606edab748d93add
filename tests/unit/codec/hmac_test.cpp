#include <ws/codec/hmac.hpp>

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace ws::codec;

TEST(Sha256, NistVectors_Match)
{
    EXPECT_EQ(
        to_hex(as_view(sha256(""))), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(
        to_hex(as_view(sha256("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

struct rfc4231_case
{
    std::string key;
    std::string message;
    std::string_view mac;
};

TEST(HmacSha256, Rfc4231Vectors_Match)
{
    const std::vector<rfc4231_case> cases{
        {std::string(20, '\x0b'), "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    };
    for (const rfc4231_case& c : cases)
        EXPECT_EQ(to_hex(as_view(hmac_sha256(c.key, c.message))), c.mac) << c.message;
}

TEST(HmacSha256, EmptyMessage_HasAMac)
{
    EXPECT_EQ(
        to_hex(as_view(hmac_sha256("key", ""))),
        "5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0");
}

TEST(HmacSha256, MessageInParts_HasTheMacOfTheWhole)
{
    const std::array<std::string_view, 4> parts{"ab", "", std::string_view(), "c"};
    EXPECT_EQ(hmac_sha256("key", parts), hmac_sha256("key", "abc"));
    EXPECT_EQ(hmac_sha256("key", std::span<const std::string_view>()), hmac_sha256("key", ""));
}

TEST(EqualConstantTime, OnlySameBytes_AreEqual)
{
    EXPECT_TRUE(equal_constant_time("", ""));
    EXPECT_TRUE(equal_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_constant_time("abc", "ab"));
    EXPECT_FALSE(equal_constant_time("", "a"));
    EXPECT_FALSE(equal_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

TEST(EqualConstantTime, DigestsThatDifferInOneBit_AreNotEqual)
{
    const sha256_digest digest = sha256("abc");
    EXPECT_TRUE(equal_constant_time(digest, sha256("abc")));
    for (std::size_t i = 0; i < digest.size(); ++i)
    {
        sha256_digest other = digest;
        other[i] ^= 0x80;
        EXPECT_FALSE(equal_constant_time(digest, other)) << "byte " << i;
    }
}

TEST(ToHex, Bytes_AreTwoLowerCaseDigits)
{
    EXPECT_EQ(to_hex(""), "");
    EXPECT_EQ(to_hex(std::string_view("\x00\x0f\xf0\xff", 4)), "000ff0ff");
}

TEST(FromHex, DigitsOfEitherCase_AreBytes)
{
    EXPECT_EQ(from_hex("").value(), "");
    EXPECT_EQ(from_hex("000fF0aA").value(), std::string("\x00\x0f\xf0\xaa", 4));
}

TEST(FromHex, AnythingElse_IsMalformed)
{
    for (const std::string_view digits :
         {"0", "000", "0g", "g0", "@0", "`0", "0x", " 0", "/0", ":0",
          "\xe1"
          "0"})
        EXPECT_EQ(from_hex(digits).error(), ws::errc::malformed_input) << digits;
}

} // namespace
