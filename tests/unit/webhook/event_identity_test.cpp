#include "deliveries.hpp"

#include <ws/webhook/event_identity.hpp>
#include <ws/webhook/verified_body.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::webhook;
using namespace ws::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// The identity of a verified delivery with that body and Idempotency-Key ("" = none).
event_identity identity_of(
    scheme used, std::string_view body, std::string_view key = "", std::string_view verified_id = "",
    bool body_signed = true)
{
    const std::vector<header_view> headers{{"Idempotency-Key", key}};
    const verification verified{
        .outcome = verdict::ok, .id = std::string(verified_id), .body_signed = body_signed};
    return identify(used, verified, {headers, body, now}, parse_body(body).value());
}

TEST(EventIdentity, SignedHeaderId_IsTheOnlyKey)
{
    EXPECT_THAT(identity_of(scheme::standard, R"({"id":"other"})", "", "msg_1").keys, ElementsAre("msg_1"));
    EXPECT_THAT(identity_of(scheme::fal, R"({"request_id":"r1"})", "", "r1").keys, ElementsAre("r1"));
}

TEST(EventIdentity, GithubCopyUnderAnotherId_SharesAKey)
{
    const auto first = identity_of(scheme::github, "{}", "", "id-1");
    const auto copy = identity_of(scheme::github, "{}", "", "id-2");
    const auto other = identity_of(scheme::github, "[]", "", "id-3");
    EXPECT_THAT(first.keys, ElementsAre("id-1", HasSubstr("sha256:")));
    EXPECT_EQ(first.keys.back(), copy.keys.back());
    EXPECT_NE(first.keys.back(), other.keys.back());
    EXPECT_THAT(identity_of(scheme::github, "{}").keys, ElementsAre(first.keys.back()));
}

TEST(EventIdentity, StripeEvent_IsNamedInTheBody)
{
    EXPECT_THAT(identity_of(scheme::stripe, R"({"id":"evt_1"})").keys, ElementsAre("evt_1"));
    for (const std::string_view body : {"{}", R"({"id":7})", R"({"id":""})", "[]", R"({"id":"a\u0000"})"})
        EXPECT_EQ(identity_of(scheme::stripe, body).outcome, verdict::ignored) << body;
}

TEST(EventIdentity, AppEvent_IsNamedByBodyOrHeader)
{
    EXPECT_THAT(identity_of(scheme::shared_secret, R"({"id":"e1"})", "", "", false).keys, ElementsAre("e1"));
    EXPECT_THAT(identity_of(scheme::shared_secret, "{}", "e1", "", false).keys, ElementsAre("e1"));
    EXPECT_THAT(
        identity_of(scheme::shared_secret, R"({"id":"e1"})", "e1", "", false).keys, ElementsAre("e1"));
}

TEST(EventIdentity, AppEventWithTwoIds_IsAMismatch)
{
    EXPECT_EQ(
        identity_of(scheme::shared_secret, R"({"id":"e1"})", "e2", "", false).outcome, verdict::id_mismatch);
}

TEST(EventIdentity, AppEventWithoutId_IsRefusedUnlessSigned)
{
    EXPECT_EQ(identity_of(scheme::shared_secret, "{}", "", "", false).outcome, verdict::missing_id);
    EXPECT_THAT(identity_of(scheme::shared_secret, "{}", "", "msg_1").keys, ElementsAre(HasSubstr("msg_1")));
}

TEST(EventIdentity, SignedIdOfEveryLength_GivesAKeyAsShortAsAnId)
{
    const auto key_of = [](const std::string& id)
    { return identity_of(scheme::shared_secret, "{}", "", id).keys.front(); };
    for (const std::size_t length : {1U, 245U, 246U, 256U})
        EXPECT_LE(key_of(std::string(length, 'm')).size(), max_event_id_bytes) << length;
    EXPECT_NE(key_of(std::string(256, 'm')), key_of(std::string(255, 'm')));
    EXPECT_EQ(key_of(std::string(256, 'm')), key_of(std::string(256, 'm')));
}

TEST(EventIdentity, SignedAppEventUnderAnotherHeaderKey_SharesAKey)
{
    const auto first = identity_of(scheme::shared_secret, "{}", "e1", "msg_1");
    const auto copy = identity_of(scheme::shared_secret, "{}", "e2", "msg_1");
    EXPECT_EQ(first.keys.front(), "e1");
    ASSERT_EQ(first.keys.size(), 2U);
    EXPECT_EQ(first.keys.back(), copy.keys.back());
}

TEST(EventIdentity, AppEventWithAnIdThatCannotBeOne_IsMalformed)
{
    const std::string too_long(257, 'e');
    for (const std::string& body :
         {std::string(R"({"id":7})"), std::string(R"({"id":null})"), std::string(R"({"id":""})"),
          R"({"id":")" + too_long + "\"}"})
        EXPECT_EQ(identity_of(scheme::shared_secret, body, "", "", false).outcome, verdict::malformed_id)
            << body;
    EXPECT_EQ(identity_of(scheme::shared_secret, "{}", too_long, "", false).outcome, verdict::malformed_id);
}

TEST(EventIdentity, IdOfASender_CannotSpellAKeyOfOurs)
{
    const auto ours = identity_of(scheme::github, "{}").keys.front();
    EXPECT_THAT(ours, StartsWith("\t"));
    EXPECT_EQ(identity_of(scheme::shared_secret, "{}", "a" + ours, "", false).outcome, verdict::malformed_id);
}

} // namespace
