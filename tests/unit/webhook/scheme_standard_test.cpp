#include "deliveries.hpp"

#include <gtest/gtest.h>

namespace
{

using namespace ws::webhook;
using namespace ws::test;

const provider receiver = make_provider(scheme::standard, {whsec});

verdict verdict_of(const sent_delivery& sent) { return sent.to(receiver).outcome; }

TEST(SchemeStandard, WhiteSpaceAroundValues_IsNoPartOfThem)
{
    auto sent = standard_delivery("{}");
    for (auto& [name, value] : sent.headers)
        value = " \t" + value + "\t ";
    EXPECT_EQ(verdict_of(sent), verdict::ok);
}

TEST(SchemeStandard, VerifiedDelivery_TellsIdAgeAndThatTheBodyIsSigned)
{
    const auto checked = standard_delivery("{}", "msg_9", now_seconds - 7).to(receiver);
    EXPECT_EQ(checked.outcome, verdict::ok);
    EXPECT_EQ(checked.id, "msg_9");
    EXPECT_EQ(checked.age, std::chrono::seconds(7));
    EXPECT_TRUE(checked.body_signed);
}

TEST(SchemeStandard, TimestampOutsideTheTolerance_IsToldApartFromOneThatNobodySigned)
{
    const auto old = standard_delivery("{}", "m", now_seconds - 3'600).to(receiver);
    EXPECT_EQ(old.outcome, verdict::timestamp_too_old);
    EXPECT_EQ(old.age, std::chrono::seconds(3'600));
    EXPECT_TRUE(old.body_signed);
    const auto forged = standard_delivery("{}", "m", now_seconds - 3'600, "another key").to(receiver);
    EXPECT_EQ(forged.outcome, verdict::timestamp_too_old);
    EXPECT_FALSE(forged.body_signed);
}

TEST(SchemeStandard, ClockBetweenTwoSeconds_CountsTheWholeOnes)
{
    auto sent = standard_delivery("{}", "msg_1", now_seconds - 300);
    sent.at += std::chrono::milliseconds(999);
    EXPECT_EQ(verdict_of(sent), verdict::ok);
    sent.at += std::chrono::milliseconds(1);
    EXPECT_EQ(verdict_of(sent), verdict::timestamp_too_old);
}

TEST(SchemeStandard, ConfiguredTolerance_ReplacesTheDefault)
{
    provider_options options;
    options.secrets.emplace_back(whsec);
    options.tolerance = std::chrono::seconds(5);
    const provider strict(std::move(options));
    EXPECT_EQ(standard_delivery("{}", "m", now_seconds - 5).to(strict).outcome, verdict::ok);
    EXPECT_EQ(standard_delivery("{}", "m", now_seconds - 6).to(strict).outcome, verdict::timestamp_too_old);
    EXPECT_EQ(standard_delivery("{}", "m", now_seconds + 6).to(strict).outcome, verdict::timestamp_too_new);
}

TEST(SchemeStandard, TimestampsAtTheLimitOfDigits_AreReadWhole)
{
    EXPECT_EQ(verdict_of(standard_delivery("{}", "m", 999'999'999'999'999)), verdict::timestamp_too_new);
    EXPECT_EQ(verdict_of(standard_delivery("{}", "m", 1'000'000'000'000'000)), verdict::malformed_timestamp);
    EXPECT_EQ(verdict_of(standard_delivery("{}", "m", 0)), verdict::timestamp_too_old);
}

TEST(SchemeStandard, Ids_MayHave256PrintableBytesWithoutDot)
{
    EXPECT_EQ(verdict_of(standard_delivery("{}", std::string(256, 'm'))), verdict::ok);
    EXPECT_EQ(verdict_of(standard_delivery("{}", std::string(257, 'm'))), verdict::malformed_id);
    EXPECT_EQ(verdict_of(standard_delivery("{}", "!~/:")), verdict::ok);
    for (const std::string_view id : {"a.b", "a b", "a\x7f", "a\x01", "\xc3\xa9"})
        EXPECT_EQ(verdict_of(standard_delivery("{}", id)), verdict::malformed_id) << id;
}

TEST(SchemeStandard, IncompleteSecondFamily_DoesNotCount)
{
    auto sent = standard_delivery("{}");
    sent.headers.push_back({"svix-id", "msg_other"});
    sent.headers.push_back({"svix-signature", "v1,AAAA"});
    EXPECT_EQ(verdict_of(sent), verdict::ok);
}

TEST(SchemeStandard, FamiliesThatTogetherAreComplete_AreNone)
{
    auto sent = standard_delivery("{}");
    sent.headers[0].first = "svix-id";
    EXPECT_EQ(verdict_of(sent), verdict::missing_headers);
}

TEST(SchemeStandard, RepeatedHeaderOfTheOtherFamily_IsRefused)
{
    auto sent = standard_delivery("{}");
    sent.headers.push_back({"Svix-Id", "a"});
    sent.headers.push_back({"svix-id", "a"});
    EXPECT_EQ(verdict_of(sent), verdict::duplicate_header);
}

TEST(SchemeStandard, ThirtyTwoSignatures_AreReadAndOneMoreRefused)
{
    auto sent = standard_delivery("{}");
    std::string& list = sent.headers[2].second;
    for (int i = 0; i < 31; ++i)
        list = "x " + list;
    EXPECT_EQ(verdict_of(sent), verdict::ok);
    list = "x " + list;
    EXPECT_EQ(verdict_of(sent), verdict::too_many_signatures);
}

TEST(SchemeStandard, NoSecretAtAll_IsNotConfigured)
{
    EXPECT_EQ(
        standard_delivery("{}").to(make_provider(scheme::standard, {})).outcome, verdict::not_configured);
    EXPECT_EQ(
        standard_delivery("{}").to(make_provider(scheme::standard, {"", "  "})).outcome,
        verdict::not_configured);
}

} // namespace
