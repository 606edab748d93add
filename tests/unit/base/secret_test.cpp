#include <ws/base/secret.hpp>

#include <gtest/gtest.h>

#include <utility>

namespace
{

using ws::secret;

TEST(Secret, Reveal_GivesTheValue) { EXPECT_EQ(secret("abc").reveal(), "abc"); }

TEST(Secret, NulBytes_AreKept)
{
    const std::string_view value("a\0b", 3);
    EXPECT_EQ(secret(value).reveal(), value);
}

TEST(Secret, Default_IsEmpty)
{
    const secret none;
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(none.size(), 0U);
    EXPECT_EQ(none.reveal(), "");
}

TEST(Secret, Masked_EmptyGivesNothing) { EXPECT_EQ(secret().masked(), ""); }

TEST(Secret, Masked_ShortValueShowsNoCharacter)
{
    EXPECT_EQ(secret("x").masked(), "…");
    EXPECT_EQ(secret(std::string(21, 'x')).masked(), "…");
}

TEST(Secret, Masked_LongValueShowsSevenCharacters)
{
    EXPECT_EQ(secret("sk_test_0123456789abcd").masked(), "sk_test…");
}

TEST(Secret, Copy_IsIndependent)
{
    secret original("abc");
    const secret copy = original;
    original = secret("other");
    EXPECT_EQ(copy.reveal(), "abc");
    EXPECT_EQ(original.reveal(), "other");
}

TEST(Secret, SelfAssignment_KeepsTheValue)
{
    secret value("abc");
    const secret& same = value;
    value = same;
    EXPECT_EQ(value.reveal(), "abc");
}

TEST(Secret, Move_LeavesNothingBehind)
{
    secret original("abc");
    const char* const bytes = original.reveal().data();
    const secret moved = std::move(original);
    EXPECT_EQ(moved.reveal(), "abc");
    EXPECT_EQ(moved.reveal().data(), bytes) << "the bytes were copied";
    EXPECT_TRUE(original.empty()); // NOLINT(bugprone-use-after-move): what is left is the question
}

} // namespace
