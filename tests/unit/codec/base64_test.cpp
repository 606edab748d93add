#include <ws/codec/base64.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace
{

using namespace ws::codec;
using ws::errc;

// RFC 4648 §10
const std::vector<std::pair<std::string_view, std::string_view>> rfc_vectors{
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

TEST(Base64, RfcVectors_BothWays)
{
    for (const auto& [bytes, text] : rfc_vectors)
    {
        EXPECT_EQ(base64_encode(bytes), text);
        EXPECT_EQ(base64_decode(text).value(), bytes);
    }
}

TEST(Base64, BadText_IsRefused)
{
    for (const std::string_view text :
         {"Z", "Zg", "Zg=", "Zm8", "Zg===", "====", "=", "==", "Zg==Zg==", "Z=g=", "Zm9v\n", "Zm 9v", "Zm9-",
          "Zm9_", "Zm9v====", "Zm9\x80"})
        EXPECT_EQ(base64_decode(text).error(), errc::malformed_input) << '"' << text << '"';
}

TEST(Base64, TailBitsSet_IsRefused)
{
    EXPECT_TRUE(base64_decode("Zg=="));
    EXPECT_FALSE(base64_decode("Zh=="));
    EXPECT_TRUE(base64_decode("Zm8="));
    EXPECT_FALSE(base64_decode("Zm9="));
}

TEST(Base64, Appending_KeepsWhatWasThere)
{
    for (const auto& [bytes, text] : rfc_vectors)
    {
        std::string out = "before ";
        append_base64(out, bytes);
        EXPECT_EQ(out, "before " + std::string(text));
    }
}

TEST(Base64, AppendDecoded_TakesPaddedAndUnpadded)
{
    for (const auto& [bytes, text] : rfc_vectors)
    {
        std::string out = "before ";
        EXPECT_TRUE(append_base64_decoded(out, text));
        EXPECT_TRUE(append_base64_decoded(out, text.substr(0, text.find('='))));
        EXPECT_EQ(out, "before " + std::string(bytes) + std::string(bytes));
    }
}

TEST(Base64, AppendDecodedBadText_IsRefusedAndNothingAppended)
{
    for (const std::string_view text :
         {"Z", "Zg=", "Zg===", "Zm8==", "Zm9v=", "=", "==", "Zg==Zg==", "Zm9-", "Zm9v\n", "Zh", "Zm9"})
    {
        std::string out = "before";
        EXPECT_EQ(append_base64_decoded(out, text).error(), errc::malformed_input) << '"' << text << '"';
        EXPECT_EQ(out, "before");
    }
}

TEST(Base64url, Alphabet_IsTheUrlSafeOne)
{
    EXPECT_EQ(base64url_encode("\xFB\xFF\xBF"), "-_-_");
    EXPECT_EQ(base64_encode("\xFB\xFF\xBF"), "+/+/");
    EXPECT_EQ(base64url_decode("-_-_").value(), "\xFB\xFF\xBF");
}

TEST(Base64url, RfcVectors_HaveNoPadding)
{
    for (const auto& [bytes, padded] : rfc_vectors)
    {
        const std::string text(padded.substr(0, padded.find('=')));
        EXPECT_EQ(base64url_encode(bytes), text);
        EXPECT_EQ(base64url_decode(text).value(), bytes);
    }
}

TEST(Base64url, BadText_IsRefused)
{
    using namespace std::string_view_literals;
    for (const std::string_view text :
         {"Z"sv, "Zg=="sv, "Zm8="sv, "Zm9+"sv, "Zm9/"sv, " Zm9v"sv, "Zm9v\n"sv, "Zm9vY"sv, "Zm\0v"sv,
          "Zm.v"sv, "Zh"sv, "Zm9"sv})
        EXPECT_EQ(base64url_decode(text).error(), errc::malformed_input) << '"' << text << '"';
}

TEST(Base64url, EveryByteAtEveryPosition_ComesBack)
{
    for (std::size_t length = 1; length <= 4; ++length)
        for (int byte = 0; byte < 256; ++byte)
        {
            std::string bytes(length, 'x');
            bytes.back() = static_cast<char>(byte);
            EXPECT_EQ(base64url_decode(base64url_encode(bytes)).value(), bytes);
            EXPECT_EQ(base64_decode(base64_encode(bytes)).value(), bytes);
        }
}

} // namespace
