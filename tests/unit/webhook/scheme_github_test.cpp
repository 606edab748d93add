#include "deliveries.hpp"

#include <gtest/gtest.h>

namespace
{

using namespace ws::webhook;
using namespace ws::test;

sent_delivery github_delivery(std::string_view id)
{
    const auto mac = ws::codec::hmac_sha256("a github secret", "{}");
    sent_delivery sent{
        {{"X-Hub-Signature-256", "sha256=" + ws::codec::to_hex(ws::codec::as_view(mac))}}, "{}"};
    if (!id.empty())
        sent.headers.push_back({"X-GitHub-Delivery", std::string(id)});
    return sent;
}

const provider receiver = make_provider(scheme::github, {"newest", "a github secret"});

TEST(SchemeGithub, DeliveryWithoutId_IsVerified)
{
    const auto checked = github_delivery("").to(receiver);
    EXPECT_EQ(checked.outcome, verdict::ok);
    EXPECT_EQ(checked.id, "");
    EXPECT_FALSE(checked.age);
}

TEST(SchemeGithub, IdThatCannotBeOne_IsMalformed)
{
    EXPECT_EQ(github_delivery(std::string(256, 'a')).to(receiver).outcome, verdict::ok);
    EXPECT_EQ(github_delivery(std::string(257, 'a')).to(receiver).outcome, verdict::malformed_id);
    EXPECT_EQ(github_delivery("a\tb").to(receiver).outcome, verdict::malformed_id);
}

TEST(SchemeGithub, HeaderTwice_IsRefused)
{
    auto sent = github_delivery("1");
    sent.headers.push_back({"x-github-delivery", "2"});
    EXPECT_EQ(sent.to(receiver).outcome, verdict::duplicate_header);
}

TEST(SchemeGithub, SecretThatLooksLikeASigningSecret_IsText)
{
    const auto mac = ws::codec::hmac_sha256(whsec, "{}");
    const sent_delivery sent{
        {{"X-Hub-Signature-256", "sha256=" + ws::codec::to_hex(ws::codec::as_view(mac))}}, "{}"};
    EXPECT_EQ(sent.to(make_provider(scheme::github, {whsec})).outcome, verdict::ok);
}

} // namespace
