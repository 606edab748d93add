#include "deliveries.hpp"

#include <gtest/gtest.h>

namespace
{

using namespace ws::webhook;
using namespace ws::test;

const std::string shared = "a-shared-secret-of-some-length-1";

sent_delivery with_key(std::string_view key) { return {{{"X-API-Key", std::string(key)}}, "{}"}; }

TEST(SchemeSharedSecret, SecretAlone_DoesNotProveTheBody)
{
    const auto checked = with_key(shared).to(make_provider(scheme::shared_secret, {shared}));
    EXPECT_EQ(checked.outcome, verdict::ok);
    EXPECT_FALSE(checked.body_signed);
    EXPECT_EQ(checked.id, "");
}

TEST(SchemeSharedSecret, WhsecSecret_IsPresentedAsText)
{
    const provider receiver = make_provider(scheme::shared_secret, {whsec});
    EXPECT_EQ(with_key(whsec).to(receiver).outcome, verdict::ok);
    EXPECT_EQ(with_key(hmac_key).to(receiver).outcome, verdict::bad_credentials);
}

TEST(SchemeSharedSecret, Signature_StandsForTheSecret)
{
    const provider receiver = make_provider(scheme::shared_secret, {"newest-secret", shared});
    const auto checked = standard_delivery("{}", "msg_1", now_seconds, shared).to(receiver);
    EXPECT_EQ(checked.outcome, verdict::ok);
    EXPECT_TRUE(checked.body_signed);
    EXPECT_EQ(checked.id, "msg_1");
}

TEST(SchemeSharedSecret, WhsecSecret_SignsWithItsDecodedKey)
{
    const provider receiver = make_provider(scheme::shared_secret, {whsec});
    EXPECT_EQ(standard_delivery("{}").to(receiver).outcome, verdict::ok);
    EXPECT_EQ(
        standard_delivery("{}", "m", now_seconds, whsec).to(receiver).outcome,
        verdict::no_matching_signature);
}

TEST(SchemeSharedSecret, WrongSignatureBesideTheRightSecret_IsRefused)
{
    auto sent = standard_delivery("{}", "msg_1", now_seconds, "not the secret");
    sent.headers.push_back({"X-API-Key", shared});
    EXPECT_EQ(
        sent.to(make_provider(scheme::shared_secret, {shared})).outcome, verdict::no_matching_signature);
}

TEST(SchemeSharedSecret, OldSignature_IsRefusedAlthoughTheSecretIsRight)
{
    auto sent = standard_delivery("{}", "msg_1", now_seconds - 301, shared);
    sent.headers.push_back({"X-API-Key", shared});
    EXPECT_EQ(sent.to(make_provider(scheme::shared_secret, {shared})).outcome, verdict::timestamp_too_old);
}

TEST(SchemeSharedSecret, SignatureRequired_SecretAloneIsNotEnough)
{
    const provider strict = make_provider(scheme::shared_secret, {shared}, true);
    EXPECT_EQ(with_key(shared).to(strict).outcome, verdict::missing_headers);
    EXPECT_EQ(standard_delivery("{}", "m", now_seconds, shared).to(strict).outcome, verdict::ok);
}

TEST(SchemeSharedSecret, IncompleteFamily_LeavesTheSecretToDecide)
{
    auto sent = with_key(shared);
    sent.headers.push_back({"webhook-id", "msg_1"});
    EXPECT_EQ(sent.to(make_provider(scheme::shared_secret, {shared})).outcome, verdict::ok);
}

TEST(SchemeSharedSecret, DifferentRightSecrets_AreAmbiguous)
{
    const provider receiver = make_provider(scheme::shared_secret, {"one", "two"});
    const sent_delivery sent{{{"X-API-Key", "one"}, {"X-Webhook-Secret", "two"}}, "{}"};
    EXPECT_EQ(sent.to(receiver).outcome, verdict::ambiguous_credentials);
}

TEST(SchemeSharedSecret, HeadersThatAreNoBearer_AreNoCredential)
{
    const provider receiver = make_provider(scheme::shared_secret, {shared});
    for (const std::string& value :
         {std::string("Bearer"), std::string("Bearer "), "apikey " + shared, "Bearer\t" + shared})
        EXPECT_EQ(
            sent_delivery({{{"Authorization", value}}, "{}"}).to(receiver).outcome, verdict::missing_headers)
            << value;
    EXPECT_EQ(
        sent_delivery({{{"Authorization", "bEARER  " + shared}}, "{}"}).to(receiver).outcome, verdict::ok);
}

TEST(SchemeSharedSecret, IdempotencyKeyTwice_IsRefused)
{
    auto sent = with_key(shared);
    sent.headers.push_back({"Idempotency-Key", "a"});
    sent.headers.push_back({"idempotency-key", "b"});
    EXPECT_EQ(sent.to(make_provider(scheme::shared_secret, {shared})).outcome, verdict::duplicate_header);
}

} // namespace
