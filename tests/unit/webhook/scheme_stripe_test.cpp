#include "deliveries.hpp"

#include <gtest/gtest.h>

namespace
{

using namespace ws::webhook;
using namespace ws::test;

const std::string text_secret = "whsec_not base64, and used whole";
const std::string body = R"({"id":"evt_1"})";

std::string v1(std::string_view timestamp = "1893456000")
{
    const auto mac = ws::codec::hmac_sha256(text_secret, std::string(timestamp) + '.' + body);
    return "v1=" + ws::codec::to_hex(ws::codec::as_view(mac));
}

verdict verdict_of(const std::string& header)
{
    const provider receiver = make_provider(scheme::stripe, {text_secret});
    return sent_delivery{{{"Stripe-Signature", header}}, body}.to(receiver).outcome;
}

TEST(SchemeStripe, SpacesBehindCommas_AreSkipped)
{
    EXPECT_EQ(verdict_of("t=1893456000,  " + v1()), verdict::ok);
    EXPECT_EQ(verdict_of("t=1893456000 ," + v1()), verdict::malformed_signature);
}

TEST(SchemeStripe, KeysThatAreNotKnown_DoNotCount)
{
    EXPECT_EQ(verdict_of("v2=x,T=5,t=1893456000,,x," + v1() + ",scheme=1"), verdict::ok);
}

TEST(SchemeStripe, TimestampInAnotherSpelling_IsMalformed)
{
    EXPECT_EQ(verdict_of("t=01893456000," + v1("01893456000")), verdict::malformed_signature);
    EXPECT_EQ(verdict_of("t=," + v1("")), verdict::malformed_signature);
}

TEST(SchemeStripe, TimestampOutsideTheTolerance_IsToldApartFromOneThatNobodySigned)
{
    const provider receiver = make_provider(scheme::stripe, {text_secret});
    for (const auto& [signature, is_signed] : {std::pair(v1("1893450000"), true), std::pair(v1(), false)})
    {
        const sent_delivery sent{{{"Stripe-Signature", "t=1893450000," + signature}}, body};
        EXPECT_EQ(sent.to(receiver).outcome, verdict::timestamp_too_old);
        EXPECT_EQ(sent.to(receiver).body_signed, is_signed);
    }
}

TEST(SchemeStripe, UnfitV1_IsSkipped)
{
    EXPECT_EQ(verdict_of("t=1893456000,v1=zz,v1=,v1=00," + v1()), verdict::ok);
    EXPECT_EQ(verdict_of("t=1893456000,v1=zz"), verdict::no_matching_signature);
    EXPECT_EQ(verdict_of("t=1893456000"), verdict::no_matching_signature);
}

TEST(SchemeStripe, ThirtyThreeV1_AreTooMany)
{
    std::string header = "t=1893456000";
    for (int i = 0; i < 31; ++i)
        header += ",v1=00";
    EXPECT_EQ(verdict_of(header + ',' + v1()), verdict::ok);
    EXPECT_EQ(verdict_of(header + ",v1=00," + v1()), verdict::too_many_signatures);
}

TEST(SchemeStripe, HeaderTwice_IsRefused)
{
    const provider receiver = make_provider(scheme::stripe, {text_secret});
    const std::string header = "t=1893456000," + v1();
    const sent_delivery sent{{{"stripe-signature", header}, {"Stripe-Signature", header}}, body};
    EXPECT_EQ(sent.to(receiver).outcome, verdict::duplicate_header);
}

} // namespace
