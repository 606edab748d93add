#include <ws/codec/siphash.hpp>

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::codec;

/// Of the reference implementation: bytes 0, 1, 2, … of growing length.
constexpr siphash_key reference_key{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};

std::string counting(std::size_t length)
{
    std::string bytes;
    for (std::size_t i = 0; i < length; ++i)
        bytes.push_back(static_cast<char>(i));
    return bytes;
}

TEST(SipHash, ReferenceVectors_AreMet)
{
    EXPECT_EQ(siphash(reference_key, counting(0)), 0x726fdb47dd0e0e31U);
    EXPECT_EQ(siphash(reference_key, counting(1)), 0x74f839c593dc67fdU);
    EXPECT_EQ(siphash(reference_key, counting(7)), 0xab0200f58b01d137U);
    EXPECT_EQ(siphash(reference_key, counting(8)), 0x93f5f5799a932462U);
    EXPECT_EQ(siphash(reference_key, counting(15)), 0xa129ca6149be45e5U);
    EXPECT_EQ(siphash(reference_key, counting(63)), 0x958a324ceb064572U);
}

TEST(SipHash, OtherKey_GivesAnotherValue)
{
    EXPECT_NE(siphash({1, 0}, "text"), siphash({2, 0}, "text"));
    EXPECT_NE(siphash({0, 1}, "text"), siphash({0, 2}, "text"));
}

} // namespace
