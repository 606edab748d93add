#include <ws/auth/deny_list.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

namespace
{

using namespace ws::auth;
using namespace std::chrono_literals;

const ws::system_time start{1'893'456'000s};

bool denies_session(const deny_list& list, const std::string& id, ws::system_time when = start)
{
    return list.denies(id, "nobody", when);
}

bool denies_user(const deny_list& list, const std::string& id, ws::system_time when = start)
{
    return list.denies("no session", id, when);
}

TEST(DenyList, Session_IsDeniedUntilItsTime)
{
    deny_list list;
    list.deny_session("s1", start + session_denial_time, start);
    EXPECT_TRUE(denies_session(list, "s1"));
    EXPECT_TRUE(denies_session(list, "s1", start + session_denial_time - 1ns));
    EXPECT_FALSE(denies_session(list, "s1", start + session_denial_time));
    EXPECT_FALSE(denies_session(list, "s2"));
    EXPECT_FALSE(denies_user(list, "s1"));
    EXPECT_FALSE(deny_list().denies("", "", start));
}

TEST(DenyList, SecondDenial_CanOnlyMakeItLonger)
{
    deny_list list;
    list.deny_session("s", start + 10s, start);
    list.deny_session("s", start + 20s, start);
    list.deny_session("s", start + 5s, start);
    EXPECT_TRUE(denies_session(list, "s", start + 15s));
    EXPECT_EQ(list.session_count(), 1U);
    list.deny_session("past", start, start);
    EXPECT_EQ(list.session_count(), 1U);
}

TEST(DenyList, Sessions_AreBoundedAndTheOldestGoes)
{
    deny_list list(3);
    for (int i = 0; i < 5; ++i)
        list.deny_session("s" + std::to_string(i), start + 600s + i * 1s, start + i * 1s);
    EXPECT_EQ(list.session_count(), 3U);
    EXPECT_FALSE(denies_session(list, "s1"));
    EXPECT_TRUE(denies_session(list, "s2"));
    EXPECT_TRUE(denies_session(list, "s4"));
}

TEST(DenyList, WhatHasEnded_MakesRoomFirst)
{
    deny_list list(2);
    list.deny_session("short", start + 1s, start);
    list.deny_session("long", start + 600s, start);
    list.deny_session("new", start + 600s, start + 1s);
    EXPECT_TRUE(denies_session(list, "long", start + 1s));
    EXPECT_TRUE(denies_session(list, "new", start + 1s));
    list.forget_ended(start + 600s);
    EXPECT_EQ(list.session_count(), 0U);
}

TEST(DenyList, Ban_EndsWithALaterRecordOnly)
{
    deny_list list;
    list.ban_user("u", start);
    EXPECT_TRUE(denies_user(list, "u", start + 24h * 10'000));
    EXPECT_FALSE(list.lift_ban("u", start - 1s));
    EXPECT_FALSE(list.lift_ban("u", start));
    EXPECT_TRUE(denies_user(list, "u"));
    EXPECT_TRUE(list.lift_ban("u", start + 1s));
    EXPECT_FALSE(denies_user(list, "u"));
    EXPECT_FALSE(list.lift_ban("stranger", start));
}

TEST(DenyList, OlderBanAfterItsLift_HasNoEffect)
{
    deny_list list;
    list.ban_user("u", start);
    list.lift_ban("u", start + 2s);
    list.ban_user("u", start + 1s);
    list.ban_user("u", start + 2s);
    EXPECT_FALSE(denies_user(list, "u"));
    list.ban_user("u", start + 3s);
    EXPECT_TRUE(denies_user(list, "u"));
    list.ban_user("u", start); // does not make the ban older
    EXPECT_FALSE(list.lift_ban("u", start + 1s));
}

TEST(DenyList, Deletion_IsFinal)
{
    deny_list list;
    list.delete_user("u");
    EXPECT_FALSE(list.lift_ban("u", start + 1s));
    EXPECT_FALSE(list.lift_user("u", start + 1s));
    list.deny_user("u", start);
    list.ban_user("u", start);
    EXPECT_FALSE(list.lift_ban("u", start + 1s));
    list.forget_ended(start + 24h * 365);
    EXPECT_TRUE(denies_user(list, "u", start + 24h * 365));
}

TEST(DenyList, TimedDenialOfAUser_LeavesABanAlone)
{
    deny_list list;
    list.deny_user("u", start + 10s);
    list.deny_user("u", start + 5s);
    EXPECT_TRUE(denies_user(list, "u", start + 9s));
    EXPECT_FALSE(denies_user(list, "u", start + 10s));
    list.ban_user("u", start);
    EXPECT_TRUE(denies_user(list, "u", start + 10s));
    list.lift_ban("u", start + 1s);
    EXPECT_TRUE(denies_user(list, "u", start + 9s)) << "what an operator denied is not the event's to lift";
}

TEST(DenyList, OperatorsLift_RemovesWhateverIsThere)
{
    deny_list list;
    list.deny_session("s", start + 10s, start);
    list.deny_user("u", start + 10s);
    list.ban_user("u", start + 5s);
    EXPECT_TRUE(list.lift_session("s", start));
    EXPECT_FALSE(list.lift_session("s", start));
    EXPECT_TRUE(list.lift_user("u", start));
    EXPECT_FALSE(list.lift_user("u", start));
    EXPECT_FALSE(denies_session(list, "s") || denies_user(list, "u"));
    list.ban_user("u", start + 5s); // the event the operator overruled, repeated
    EXPECT_FALSE(denies_user(list, "u"));
    list.deny_session("s", start + 10s, start);
    EXPECT_TRUE(denies_session(list, "s"));
}

TEST(DenyList, Pages_ListWhatStillHoldsById)
{
    deny_list list;
    for (const char* id : {"b", "a", "c"})
        list.deny_session(id, start + 10s, start);
    list.deny_session("ended", start + 1s, start);
    list.deny_user("u1", start + 10s);
    list.ban_user("u2", start);
    list.delete_user("u3");
    list.ban_user("u4", start);
    list.lift_ban("u4", start + 1s);

    const auto first = list.sessions("", 2, start + 1s);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[1].session_id, "b");
    EXPECT_EQ(first[1].until, start + 10s);
    const auto rest = list.sessions("b", 2, start + 1s);
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].session_id, "c");

    const auto users = list.users("", 10, start);
    ASSERT_EQ(users.size(), 3U);
    EXPECT_EQ(users[0].kind, user_denial_kind::timed);
    EXPECT_EQ(users[0].time, start + 10s);
    EXPECT_EQ(users[1].kind, user_denial_kind::banned);
    EXPECT_EQ(users[1].time, start);
    EXPECT_EQ(users[2].kind, user_denial_kind::deleted);
    EXPECT_EQ(list.users("u2", 10, start).size(), 1U);
}

TEST(DenyList, LiftedAndEndedUsers_AreForgottenInTime)
{
    deny_list list;
    list.deny_user("timed", start + 10s);
    list.ban_user("lifted", start);
    list.lift_ban("lifted", start + 1s);
    list.ban_user("banned", start);
    list.forget_ended(start + 10s);
    EXPECT_EQ(list.user_count(), 2U);
    list.forget_ended(start + 24h * 4);
    EXPECT_EQ(list.user_count(), 1U);
    EXPECT_TRUE(denies_user(list, "banned"));
}

TEST(DenyList, Moved_KeepsItsEntries)
{
    deny_list list(2);
    list.deny_session("a", start + 1s, start);
    deny_list other = std::move(list);
    other.deny_session("b", start + 2s, start);
    other.deny_session("c", start + 3s, start);
    EXPECT_FALSE(denies_session(other, "a"));
    EXPECT_TRUE(denies_session(other, "b") && denies_session(other, "c"));
}

TEST(DenyListMembership, OneUser_IsNoMemberUntilItsTime)
{
    deny_list list;
    list.deny_membership("anna", "org_a", start + 600s, start);
    EXPECT_TRUE(list.denies_membership("anna", "org_a", start + 600s - 1ns));
    EXPECT_FALSE(list.denies_membership("anna", "org_a", start + 600s));
    EXPECT_FALSE(list.denies_membership("anna", "org_b", start));
    EXPECT_FALSE(list.denies_membership("boris", "org_a", start));
    EXPECT_FALSE(list.denies("", "anna", start)) << "the user may still connect";
}

TEST(DenyListMembership, OrganizationThatIsGone_HasNoMembers)
{
    deny_list list;
    list.deny_membership("", "org_a", start + 600s, start);
    EXPECT_TRUE(list.denies_membership("anna", "org_a", start));
    EXPECT_TRUE(list.denies_membership("boris", "org_a", start));
    EXPECT_FALSE(list.denies_membership("anna", "org_b", start));
}

TEST(DenyListMembership, Lift_TakesBackThatEntryOnly)
{
    deny_list list;
    list.deny_membership("anna", "org_a", start + 600s, start);
    list.deny_membership("", "org_b", start + 600s, start);
    EXPECT_TRUE(list.lift_membership("anna", "org_a", start));
    EXPECT_FALSE(list.denies_membership("anna", "org_a", start));
    EXPECT_FALSE(list.lift_membership("anna", "org_a", start));
    EXPECT_FALSE(list.lift_membership("anna", "org_b", start));
    EXPECT_TRUE(list.denies_membership("anna", "org_b", start));
    EXPECT_TRUE(list.lift_membership("", "org_b", start));
}

TEST(DenyListMembership, NamesAreNeverMixedUp)
{
    deny_list list;
    list.deny_membership("bc", "a", start + 600s, start);
    EXPECT_FALSE(list.denies_membership("c", "ab", start));
    EXPECT_FALSE(list.denies_membership("a", "bc", start));
}

TEST(DenyListMembership, Entries_AreBoundedApartFromSessions)
{
    deny_list list(2);
    list.deny_session("s", start + 1s, start);
    for (int i = 0; i < 3; ++i)
        list.deny_membership("u" + std::to_string(i), "org", start + 600s + i * 1s, start);
    EXPECT_EQ(list.membership_count(), 2U);
    EXPECT_FALSE(list.denies_membership("u0", "org", start));
    EXPECT_TRUE(list.denies_membership("u2", "org", start));
    EXPECT_TRUE(list.denies("s", "", start));
    list.forget_ended(start + 602s);
    EXPECT_EQ(list.membership_count() + list.session_count(), 0U);
}

TEST(DenyListMembership, Listing_IsPagedByOrganizationAndUser)
{
    deny_list list;
    list.deny_membership("b", "org_1", start + 600s, start);
    list.deny_membership("a", "org_2", start + 600s, start);
    list.deny_membership("", "org_2", start + 600s, start);
    const auto first = list.memberships("", "", 2, start);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].user_id, "b");
    EXPECT_EQ(first[1].user_id, "");
    const auto rest = list.memberships(first[1].organization_id, first[1].user_id, 2, start);
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].user_id, "a");
    EXPECT_EQ(rest[0].until, start + 600s);
    EXPECT_TRUE(list.memberships("", "", 9, start + 600s).empty());
}

} // namespace
