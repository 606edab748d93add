#include <ws/auth/deny_list.hpp>
#include <ws/auth/permission_changes.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace
{

using namespace ws::auth;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;

constexpr std::chrono::milliseconds skew{5000};
const sys_seconds start{1'893'456'000s};

/// Anna's in acme, made at that moment.
clerk_identity token(std::optional<sys_seconds> issued)
{
    clerk_identity who;
    who.user_id = "anna";
    who.org_id = "acme";
    who.org_role = "org:member";
    who.org_permissions = {"org:images:read", "org:images:make"};
    who.issued = issued;
    return who;
}

class PermissionChanges : public testing::Test
{
protected:
    bool outdates(const clerk_identity& who) const { return outdates(who, now_); }
    bool outdates(const clerk_identity& who, ws::system_time now) const
    {
        return changes.outdate(who, skew, now);
    }

    ws::system_time now_{start + 1s};
    permission_changes changes;
};

TEST_F(PermissionChanges, NothingChanged_OutdatesNothing)
{
    EXPECT_FALSE(outdates(token(start - 60s)));
    EXPECT_FALSE(outdates(token(std::nullopt)));
}

TEST_F(PermissionChanges, Membership_ConcernsThatUserInThatOrganisation)
{
    changes.membership("anna", "acme", start, now_);
    clerk_identity who = token(start - 60s);
    EXPECT_TRUE(outdates(who));
    who.user_id = "bert";
    EXPECT_FALSE(outdates(who));
    who = token(start - 60s);
    who.org_id = "globex";
    EXPECT_FALSE(outdates(who));
}

TEST_F(PermissionChanges, Role_ConcernsWhoeverHasIt)
{
    changes.role("org:member", start, now_);
    clerk_identity who = token(start - 60s);
    EXPECT_TRUE(outdates(who));
    who.user_id = "bert";
    who.org_id = "globex";
    EXPECT_TRUE(outdates(who));
    who.org_role = "org:members";
    EXPECT_FALSE(outdates(who));
    who.org_role.reset();
    EXPECT_FALSE(outdates(who));
}

TEST_F(PermissionChanges, Permission_ConcernsWhoeverHasIt)
{
    changes.permission("org:images:make", start, now_);
    clerk_identity who = token(start - 60s);
    EXPECT_TRUE(outdates(who));
    who.org_permissions = {"org:images:read"};
    EXPECT_FALSE(outdates(who));
    who.org_permissions.reset();
    EXPECT_FALSE(outdates(who));
}

TEST_F(PermissionChanges, TokenWithoutOrganisation_HasNothingToOutdate)
{
    changes.membership("anna", "", start, now_);
    changes.role("org:member", start, now_);
    clerk_identity who = token(start - 60s);
    who.org_id.reset();
    EXPECT_FALSE(outdates(who));
}

TEST_F(PermissionChanges, SecondOfTheChange_CountsAsBefore)
{
    changes.role("org:member", start + 999ms, now_);
    EXPECT_TRUE(changes.outdate(token(start), 0ms, now_));
    EXPECT_FALSE(changes.outdate(token(start + 1s), 0ms, now_));
}

TEST_F(PermissionChanges, ExactlyTheMomentOfTheChange_CountsAsBefore)
{
    changes.role("org:member", start, now_);
    EXPECT_TRUE(changes.outdate(token(start), 0ms, now_));
    EXPECT_FALSE(changes.outdate(token(start + 1s), 0ms, now_));
}

TEST_F(PermissionChanges, WithinTheSkew_CountsAsBefore)
{
    const ws::system_time later = start + 30s;
    changes.role("org:member", start, later);
    EXPECT_TRUE(outdates(token(start + 5s), later)) << "the edge included";
    EXPECT_FALSE(outdates(token(start + 6s), later));
}

TEST_F(PermissionChanges, MillisecondOfTheChange_DecidesAtTheEdgeOfTheSkew)
{
    const ws::system_time later = start + 30s;
    changes.role("org:member", start + 1ms, later);
    EXPECT_TRUE(outdates(token(start + 5s), later));
    EXPECT_FALSE(outdates(token(start + 6s), later));
    changes.role("org:member", start + 1000ms, later);
    EXPECT_TRUE(outdates(token(start + 6s), later));
    EXPECT_FALSE(outdates(token(start + 7s), later));
}

TEST_F(PermissionChanges, TokenThatDoesNotSayWhenItWasMade_CountsAsBefore)
{
    changes.role("org:member", start, now_);
    EXPECT_TRUE(outdates(token(std::nullopt)));
}

TEST_F(PermissionChanges, DatesFarAway_AreCompared)
{
    changes.role("org:member", start, now_);
    EXPECT_TRUE(outdates(token(sys_seconds(-253'402'300'799s))));
    EXPECT_FALSE(outdates(token(sys_seconds(253'402'300'799s))));
}

TEST_F(PermissionChanges, ChangeOfTheFuture_CountsAsNow)
{
    changes.role("org:member", ws::system_time::max(), now_);
    EXPECT_TRUE(outdates(token(start + 6s))) << "now is a second after the start";
    EXPECT_FALSE(outdates(token(start + 7s)));
}

TEST_F(PermissionChanges, LatestOfSeveral_Counts)
{
    const ws::system_time later = start + 100s;
    changes.role("org:member", start + 50s, later);
    changes.role("org:member", start, later);
    changes.membership("anna", "acme", start + 20s, later);
    EXPECT_TRUE(outdates(token(start + 55s), later));
    EXPECT_FALSE(outdates(token(start + 56s), later));
}

TEST_F(PermissionChanges, Change_IsRememberedLongerThanAnyTokenLives)
{
    changes.role("org:member", start, now_);
    EXPECT_TRUE(outdates(token(start), start + session_denial_time - 1ns));
    EXPECT_FALSE(outdates(token(start), start + session_denial_time));
    EXPECT_EQ(changes.size(), 1U);
    changes.forget_ended(start + session_denial_time);
    EXPECT_EQ(changes.size(), 0U);
}

TEST_F(PermissionChanges, ChangeThatIsOlderThanEveryToken_IsNotKept)
{
    changes.role("org:member", start, start + session_denial_time);
    EXPECT_EQ(changes.size(), 0U);
}

TEST_F(PermissionChanges, ChangeWithoutRoom_IsRememberedAgainstEverybody)
{
    permission_changes small(2);
    for (int i = 0; i < 3; ++i)
        small.membership("user_" + std::to_string(i), "globex", start + i * 10s, start + 30s);
    EXPECT_EQ(small.size(), 2U);
    const ws::system_time now = start + 30s;
    EXPECT_TRUE(small.outdate(token(start + 5s), skew, now)) << "the first change was given up";
    EXPECT_FALSE(small.outdate(token(start + 6s), skew, now)) << "the other two are still known";
    EXPECT_FALSE(small.outdate(token(start), skew, start + session_denial_time));
}

TEST_F(PermissionChanges, NoRoomAtAll_RemembersAgainstEverybody)
{
    permission_changes none(0);
    none.permission("org:files:read", start, now_);
    EXPECT_EQ(none.size(), 0U);
    EXPECT_TRUE(none.outdate(token(start), skew, now_));
}

TEST_F(PermissionChanges, WhatWasGivenUp_IsForgottenInItsTime)
{
    permission_changes none(0);
    none.role("org:admin", start, now_);
    none.forget_ended(start + session_denial_time);
    EXPECT_FALSE(none.outdate(token(start), skew, now_));
}

} // namespace
