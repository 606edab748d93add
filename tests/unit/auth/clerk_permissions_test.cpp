#include "auth/clerk_claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace
{

using testing::ElementsAre;
using testing::IsEmpty;
using ws::auth::granted_permissions;

TEST(ClerkPermissions, Bits_CountFromTheLowest)
{
    EXPECT_THAT(
        granted_permissions("o:gallery,u:beta,ou:jobs", "read,manage,delete", "5,2"),
        ElementsAre("org:gallery:read", "org:gallery:delete", "org:jobs:manage"));
    EXPECT_THAT(granted_permissions("uo:a", "p,q", "3"), ElementsAre("org:a:p", "org:a:q"));
}

TEST(ClerkPermissions, ScopesWithoutOrganizations_HaveNoNumber)
{
    EXPECT_THAT(granted_permissions("u:a,O:b,oo:c,:d,o:e", "p", "1,1,1"), ElementsAre("org:e:p"));
}

TEST(ClerkPermissions, Items_AreTrimmed)
{
    EXPECT_THAT(granted_permissions(" o:a , o:b ", " p ,\tq", " 1 , 2 "), ElementsAre("org:a:p", "org:b:q"));
}

TEST(ClerkPermissions, FeatureWithoutColon_IsSkippedAndTakesNoNumber)
{
    EXPECT_THAT(granted_permissions("x,,o:a", "p", "1"), ElementsAre("org:a:p"));
}

TEST(ClerkPermissions, MissingAndSurplus_GrantNothing)
{
    EXPECT_THAT(granted_permissions("o:a,o:b", "p", "1"), ElementsAre("org:a:p"));
    EXPECT_THAT(granted_permissions("o:a", "p", "1,1"), ElementsAre("org:a:p"));
    EXPECT_THAT(granted_permissions("o:a", "p", "254"), IsEmpty());
    EXPECT_THAT(granted_permissions("", "p", "1"), IsEmpty());
    EXPECT_THAT(granted_permissions("o:a", "", "1"), IsEmpty());
    EXPECT_THAT(granted_permissions("o:a", "p", ""), IsEmpty());
    EXPECT_THAT(granted_permissions("o:,o:b", "p,,q", "7,7"), ElementsAre("org:b:p", "org:b:q"));
}

TEST(ClerkPermissions, NumbersThatAreNotDecimal_GrantNothingAndKeepTheirPlace)
{
    for (const std::string number : {"", "-1", "+1", "0x1", "1.0", "1e0", "1 1", "a", "\xC2\xB9"})
        EXPECT_THAT(granted_permissions("o:a,o:b", "p", number + ",1"), ElementsAre("org:b:p")) << number;
}

TEST(ClerkPermissions, NumbersBeyond64Bits_KeepEveryBit)
{
    std::string names = "p0";
    for (int i = 1; i < 130; ++i)
        names += ",p" + std::to_string(i);
    EXPECT_THAT(
        granted_permissions("o:a", names, "18446744073709551617"), ElementsAre("org:a:p0", "org:a:p64"));
    EXPECT_THAT(
        granted_permissions("o:a", names, "170141183460469231731687303715884105728"),
        ElementsAre("org:a:p127"));
    EXPECT_THAT(
        granted_permissions("o:a", names, "000000000000000000000000000000000000000000000000000001"),
        ElementsAre("org:a:p0"));
    EXPECT_THAT(
        granted_permissions("o:a", names, "1000000000000000000").size(),
        24U); // so many bits are set in 10^18
}

} // namespace
