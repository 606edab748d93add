#include <ws/codec/base64.hpp>
#include <ws/webhook/provider.hpp>
#include <ws/webhook/signing_secret.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::webhook;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string whsec_of(std::size_t bytes)
{
    return "whsec_" + ws::codec::base64_encode(std::string(bytes, 'k'));
}

TEST(SigningSecret, StandardKey_IsDecodedWithAndWithoutPrefixAndPadding)
{
    std::string why;
    const std::string key(25, 'k');
    std::string text = ws::codec::base64_encode(key);
    ASSERT_TRUE(text.ends_with("=="));
    EXPECT_EQ(parse_signing_secret(scheme::standard, text, why)->key.reveal(), key);
    text.resize(text.size() - 2);
    EXPECT_EQ(parse_signing_secret(scheme::standard, text, why)->key.reveal(), key);
    EXPECT_EQ(parse_signing_secret(scheme::standard, "whsec_" + text, why)->key.reveal(), key);
}

TEST(SigningSecret, SizeOfAStandardKey_DecidesBetweenSilenceWarningAndRefusal)
{
    std::string why;
    EXPECT_FALSE(parse_signing_secret(scheme::standard, whsec_of(15), why));
    EXPECT_THAT(why, HasSubstr("15 bytes"));
    EXPECT_THAT(parse_signing_secret(scheme::standard, whsec_of(16), why)->warning, HasSubstr("16 bytes"));
    EXPECT_THAT(parse_signing_secret(scheme::standard, whsec_of(23), why)->warning, HasSubstr("23 bytes"));
    EXPECT_EQ(parse_signing_secret(scheme::standard, whsec_of(24), why)->warning, "");
    EXPECT_EQ(parse_signing_secret(scheme::standard, whsec_of(64), why)->warning, "");
    EXPECT_THAT(parse_signing_secret(scheme::standard, whsec_of(65), why)->warning, HasSubstr("65 bytes"));
}

TEST(SigningSecret, WhatIsNoSecretOfAReceiver_IsRefusedByName)
{
    std::string why;
    EXPECT_FALSE(parse_signing_secret(scheme::standard, "whsec_not base64!", why));
    EXPECT_THAT(why, HasSubstr("base64"));
    EXPECT_THAT(why, Not(HasSubstr("not base64!"))); // the text itself is not repeated
    EXPECT_FALSE(parse_signing_secret(scheme::standard, "whsk_AAAA", why));
    EXPECT_THAT(why, HasSubstr("private"));
    EXPECT_FALSE(parse_signing_secret(scheme::standard, "whpk_AAAA", why));
    EXPECT_THAT(why, HasSubstr("public"));
    EXPECT_FALSE(parse_signing_secret(scheme::fal, "x", why));
}

TEST(SigningSecret, OtherSchemes_TakeTheTextAsItStands)
{
    std::string why;
    for (const scheme used : {scheme::github, scheme::stripe, scheme::shared_secret})
        EXPECT_EQ(parse_signing_secret(used, "whsec_AAAA", why)->key.reveal(), "whsec_AAAA");
    EXPECT_NE(parse_signing_secret(scheme::shared_secret, "whsec_AAAA", why)->warning, "");
    EXPECT_EQ(parse_signing_secret(scheme::stripe, "whsec_AAAA", why)->warning, "");
    EXPECT_EQ(parse_signing_secret(scheme::shared_secret, "plain", why)->warning, "");
}

TEST(SigningSecret, SharedSecretThatDecodesToNoKey_SignsWithItsText)
{
    EXPECT_EQ(signing_key_of_shared(ws::secret("whsec_AAAA")).reveal(), "whsec_AAAA");
    EXPECT_EQ(signing_key_of_shared(ws::secret(whsec_of(24))).reveal(), std::string(24, 'k'));
    EXPECT_EQ(signing_key_of_shared(ws::secret("plain")).reveal(), "plain");
}

TEST(PublicKey, OtherThanWhpkAnd32Bytes_IsRefused)
{
    std::string why;
    EXPECT_TRUE(parse_public_key("whpk_" + ws::codec::base64_encode(std::string(32, 'k')), why));
    EXPECT_FALSE(parse_public_key(ws::codec::base64_encode(std::string(32, 'k')), why));
    EXPECT_FALSE(parse_public_key("whpk_" + ws::codec::base64_encode(std::string(31, 'k')), why));
    EXPECT_THAT(why, HasSubstr("31 bytes"));
    EXPECT_FALSE(parse_public_key("whpk_?", why));
}

TEST(Provider, Options_AreReportedByPlaceAndWithoutSecrets)
{
    provider_options options;
    options.secrets.emplace_back("");
    options.secrets.emplace_back(whsec_of(15));
    options.secrets.emplace_back(whsec_of(16));
    options.public_keys.emplace_back("no key");
    options.tolerance = std::chrono::seconds(-1);
    options_report report;
    const provider p(std::move(options), &report);
    using option = options_remark::option;
    const auto remark = [](option about, const char* part)
    {
        return testing::AllOf(
            testing::Field(&options_remark::about, about),
            testing::Field(&options_remark::text, testing::HasSubstr(part)));
    };
    EXPECT_THAT(
        report.problems,
        ElementsAre(
            remark(option::secrets, "secret 2 "), remark(option::public_keys, "public key 1 "),
            remark(option::tolerance, "tolerance")));
    EXPECT_THAT(report.warnings, ElementsAre(remark(option::secrets, "secret 3 ")));
    EXPECT_TRUE(p.is_configured());
}

TEST(Provider, WithoutAUsableKey_IsNotConfigured)
{
    provider_options options;
    options.secrets.emplace_back(" ");
    EXPECT_FALSE(provider(options).is_configured());
    options.used = scheme::fal;
    EXPECT_TRUE(provider(options).is_configured()) << "fal publishes its keys";
    options.used = scheme::standard;
    options.public_keys.push_back("whpk_" + ws::codec::base64_encode(std::string(32, 'k')));
    EXPECT_TRUE(provider(options).is_configured());
}

TEST(Provider, PublicKeysWithAnotherScheme_AreAProblem)
{
    provider_options options;
    options.used = scheme::github;
    options.public_keys.push_back("whpk_" + ws::codec::base64_encode(std::string(32, 'k')));
    options_report report;
    const provider p(std::move(options), &report);
    EXPECT_EQ(report.problems.size(), 1U);
}

TEST(Provider, Presets_AreThoseOfTheFourNames)
{
    EXPECT_EQ(preset_of("clerk")->used, scheme::standard);
    EXPECT_EQ(preset_of("clerk")->max_body_bytes, 256U * 1024);
    EXPECT_EQ(preset_of("replicate")->used, scheme::standard);
    EXPECT_EQ(preset_of("replicate")->max_body_bytes, 1024U * 1024);
    EXPECT_EQ(preset_of("fal")->used, scheme::fal);
    EXPECT_EQ(preset_of("fal")->max_body_bytes, 1024U * 1024);
    EXPECT_EQ(preset_of("app")->used, scheme::shared_secret);
    EXPECT_FALSE(preset_of("github"));
}

TEST(Scheme, Names_ReadBackAsTheyWereWritten)
{
    for (const scheme s :
         {scheme::standard, scheme::github, scheme::stripe, scheme::shared_secret, scheme::fal})
        EXPECT_EQ(parse_scheme(to_string(s)), s);
    EXPECT_FALSE(parse_scheme("Standard"));
    EXPECT_FALSE(parse_scheme("shared_secret"));
}

} // namespace
