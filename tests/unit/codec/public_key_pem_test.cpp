#include "support/clerk_tokens.hpp"

#include <ws/codec/rsa_key.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace
{

using namespace ws::codec;
using testing::HasSubstr;
using testing::Not;

std::string pem() { return ws::test::read_text("clerk/public-key.pem"); }

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

/// How many keys a text has; 0 and a reason where it is refused.
std::size_t count(const std::string& text, std::string* why = nullptr)
{
    std::string problem;
    const auto keys = parse_public_key_pem(text, problem);
    EXPECT_EQ(keys.has_value(), problem.empty()) << text;
    if (why != nullptr)
        *why = problem;
    return keys ? keys->size() : 0;
}

constexpr const char* ec_key = "-----BEGIN PUBLIC KEY-----\n"
                               "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYunYfnXR7hiEM6jsDbvm/I7/"
                               "6nVqa0PnN2a1yQpRyXCgoG82gz2+Xdp7ZHeADocSXBHDzejp2urjl1UPPU51VQ==\n"
                               "-----END PUBLIC KEY-----\n";

TEST(PublicKeyPem, EveryFormOfAnEnvironmentVariable_GivesTheSameKey)
{
    std::string why;
    const auto expected = parse_public_key_pem(pem(), why).value().front().fingerprint();
    const std::string forms[] = {
        replaced(pem(), "\n", "\r\n"),
        replaced(pem(), "\n", "\r"),
        replaced(pem(), "\n", "\\n"),
        replaced(pem(), "\n", "\\r\\n"),
        replaced(pem(), "\n", ""),
        replaced(pem(), "\n", " "),
        '"' + pem() + '"',
        '\'' + replaced(pem(), "\n", "\\n") + '\'',
        "\n\t " + pem() + " \n\n",
        " \"\n" + pem() + "\n\" ",
        ws::test::read_text("clerk/public-key.env.txt"),
    };
    for (const std::string& form : forms)
    {
        const auto keys = parse_public_key_pem(form, why);
        ASSERT_TRUE(keys) << form;
        ASSERT_EQ(keys->size(), 1U);
        EXPECT_EQ(keys->front().fingerprint(), expected) << form;
    }
}

TEST(PublicKeyPem, SeveralBlocks_GiveTheirKeysInOrder)
{
    EXPECT_EQ(count(pem() + pem() + "\n" + pem()), 3U);
    EXPECT_EQ(count(replaced(pem() + pem(), "\n", "")), 2U);
    EXPECT_EQ(count(replaced(pem() + pem(), "\n", "\\n")), 2U);
}

TEST(PublicKeyPem, AnythingElse_IsRefused)
{
    for (const std::string& text :
         {std::string(), std::string("\"\""), std::string("\""), std::string("key"),
          replaced(pem(), "PUBLIC KEY", "RSA PUBLIC KEY"), replaced(pem(), "PUBLIC KEY", "PRIVATE KEY"),
          replaced(pem(), "END", "FIN"), "# the key\n" + pem(), pem() + "tail", pem() + "x" + pem(),
          replaced(pem(), "MIIB", "MII*"), replaced(pem(), "MIIB", "MIIC"), replaced(pem(), "AQAB", "AQAA"),
          replaced(pem(), "AQAB\n", "AQABAAAA\n"), '"' + pem(), pem() + '\''})
        EXPECT_EQ(count(text), 0U) << text;
}

TEST(PublicKeyPem, KeyOfAnotherKind_IsRefused) { EXPECT_EQ(count(ec_key), 0U); }

TEST(PublicKeyPem, OneBadBlock_SpoilsTheWhole) { EXPECT_EQ(count(pem() + ec_key), 0U); }

TEST(PublicKeyPem, Reason_SaysWhatIsWrongWithoutTheText)
{
    std::string why;
    count("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----", &why);
    EXPECT_THAT(why, HasSubstr("BEGIN PUBLIC KEY"));
    EXPECT_THAT(why, Not(HasSubstr("c2VjcmV0")));
    count("-----BEGIN PUBLIC KEY-----\nc2Vj*cmV0\n-----END PUBLIC KEY-----", &why);
    EXPECT_THAT(why, HasSubstr("base64"));
    count(ec_key, &why);
    EXPECT_THAT(why, HasSubstr("2048 to 8192 bits"));
}

} // namespace
