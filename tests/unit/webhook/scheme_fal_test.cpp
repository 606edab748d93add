#include "deliveries.hpp"
#include "support/ed25519_signer.hpp"

#include <gtest/gtest.h>

namespace
{

using namespace ws::webhook;
using namespace ws::test;

const ed25519_signer fal_signer(1);

sent_delivery
fal_delivery(std::string_view body, std::string_view user = "user-1", std::string_view id = "r1")
{
    const std::string seconds = std::to_string(now_seconds);
    const auto digest = ws::codec::sha256(body);
    const std::string text = std::string(id) + '\n' + std::string(user) + '\n' + seconds + '\n' +
                             ws::codec::to_hex(ws::codec::as_view(digest));
    return {
        {{"X-Fal-Webhook-Request-Id", std::string(id)},
         {"X-Fal-Webhook-User-Id", std::string(user)},
         {"X-Fal-Webhook-Timestamp", seconds},
         {"X-Fal-Webhook-Signature", ws::codec::to_hex(fal_signer.sign(text))}},
        std::string(body)};
}

provider fal_provider(std::string_view user_id = "")
{
    provider_options options;
    options.used = scheme::fal;
    options.fal_user_id = user_id;
    provider p(std::move(options));
    p.use_fal_keys(std::make_shared<const fal_keys>(fal_keys{
        ws::codec::ed25519_public_key::from_bytes(ed25519_signer(2).public_key()).value(),
        ws::codec::ed25519_public_key::from_bytes(fal_signer.public_key()).value()}));
    return p;
}

TEST(SchemeFal, PinnedAccount_IsAcceptedAndOthersNot)
{
    const std::string body = R"({"request_id":"r1"})";
    EXPECT_EQ(fal_delivery(body).to(fal_provider("user-1")).outcome, verdict::ok);
    EXPECT_EQ(fal_delivery(body, "user-2").to(fal_provider("user-1")).outcome, verdict::wrong_account);
}

TEST(SchemeFal, TimestampOutsideTheTolerance_IsToldApartFromOneThatNobodySigned)
{
    auto sent = fal_delivery("{}");
    sent.at -= std::chrono::hours(1);
    EXPECT_EQ(sent.to(fal_provider()).outcome, verdict::timestamp_too_new);
    EXPECT_TRUE(sent.to(fal_provider()).body_signed);
    sent.body = "[]";
    EXPECT_EQ(sent.to(fal_provider()).outcome, verdict::timestamp_too_new);
    EXPECT_FALSE(sent.to(fal_provider()).body_signed);
}

TEST(SchemeFal, BodyThatIsNotJson_IsJudgedLater)
{
    const auto checked = fal_delivery("not json").to(fal_provider());
    EXPECT_EQ(checked.outcome, verdict::ok);
    EXPECT_EQ(checked.id, "r1");
}

TEST(SchemeFal, BodyWithoutRequestId_IsAMismatch)
{
    EXPECT_EQ(fal_delivery("{}").to(fal_provider()).outcome, verdict::id_mismatch);
    EXPECT_EQ(fal_delivery(R"({"request_id":1})").to(fal_provider()).outcome, verdict::id_mismatch);
    EXPECT_EQ(fal_delivery("[]").to(fal_provider()).outcome, verdict::id_mismatch);
}

TEST(SchemeFal, NoKeysYet_AsksToComeBack)
{
    provider_options options;
    options.used = scheme::fal;
    const provider without(std::move(options));
    EXPECT_EQ(fal_delivery("{}").to(without).outcome, verdict::keys_unavailable);
}

TEST(SchemeFal, IdsWithControlCharactersOrTooLong_AreMalformed)
{
    EXPECT_EQ(fal_delivery("{}", "user\x01").to(fal_provider()).outcome, verdict::malformed_id);
    EXPECT_EQ(fal_delivery("{}", "user-1", "r\n1").to(fal_provider()).outcome, verdict::malformed_id);
    EXPECT_EQ(fal_delivery("{}", std::string(257, 'u')).to(fal_provider()).outcome, verdict::malformed_id);
}

TEST(SchemeFal, TimestampInAnotherSpelling_IsMalformed)
{
    auto sent = fal_delivery("{}");
    sent.headers[2].second = "+1893456000";
    EXPECT_EQ(sent.to(fal_provider()).outcome, verdict::malformed_timestamp);
}

TEST(SchemeFal, HeaderTwice_IsRefused)
{
    auto sent = fal_delivery("{}");
    sent.headers.push_back({"x-fal-webhook-user-id", "user-1"});
    EXPECT_EQ(sent.to(fal_provider()).outcome, verdict::duplicate_header);
}

} // namespace
