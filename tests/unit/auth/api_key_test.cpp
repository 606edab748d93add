#include <ws/auth/api_key.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace ws::auth;
using ws::errc;

api_key parsed(std::string_view entry)
{
    std::string why;
    const auto key = parse_api_key(entry, why);
    EXPECT_TRUE(key) << entry << ": " << why;
    return key ? *key : api_key{};
}

TEST(ApiKey, PlainKey_IsDefaultWithAllButAdmin)
{
    const api_key key = parsed("0123456789abcdef");
    EXPECT_EQ(key.name, "default");
    EXPECT_EQ(key.digest, ws::codec::sha256("0123456789abcdef"));
    EXPECT_EQ(key.scopes, all_but_admin);
    EXPECT_FALSE(includes(key.scopes, api_scope::admin));
    EXPECT_TRUE(includes(
        key.scopes, api_scope::publish | api_scope::presence | api_scope::disconnect | api_scope::metrics));
}

TEST(ApiKey, PaddingBehindThePlainKey_BelongsToIt)
{
    for (const auto* entry : {"QUJDRA==", "QUJDREU=", "name="})
    {
        EXPECT_EQ(parsed(entry).name, "default") << entry;
        EXPECT_EQ(parsed(entry).digest, ws::codec::sha256(entry)) << entry;
    }
}

TEST(ApiKey, NamedKey_HasItsName)
{
    const api_key key = parsed("render-1=QUJDRA==");
    EXPECT_EQ(key.name, "render-1");
    EXPECT_EQ(key.digest, ws::codec::sha256("QUJDRA=="));
    EXPECT_EQ(key.scopes, all_but_admin);
}

TEST(ApiKey, Scopes_AreThoseNamed)
{
    EXPECT_EQ(parsed("a=key;publish").scopes, api_scope::publish);
    EXPECT_EQ(parsed("a=key;admin+metrics").scopes, api_scope::admin | api_scope::metrics);
    EXPECT_EQ(
        parsed("a=key;presence+disconnect+presence").scopes, api_scope::presence | api_scope::disconnect);
    EXPECT_EQ(parsed("a=key;publish").digest, ws::codec::sha256("key"));
}

TEST(ApiKey, Digest_StandsForItsKey)
{
    const std::string hex = ws::codec::to_hex(ws::codec::as_view(ws::codec::sha256("key")));
    EXPECT_EQ(parsed("sha256:" + hex).digest, ws::codec::sha256("key"));
    EXPECT_EQ(parsed("a=sha256:" + hex + ";admin").digest, ws::codec::sha256("key"));
    EXPECT_EQ(
        parsed("sha256:2C70E12B7A0646F92279F427C7B38E7334D8E5389CFF167A1DC30E73F826B683").name, "default");
    EXPECT_EQ(
        parsed("sha256:2C70E12B7A0646F92279F427C7B38E7334D8E5389CFF167A1DC30E73F826B683").digest,
        ws::codec::sha256("key"));
}

TEST(ApiKey, BadEntry_SaysWhyWithoutTheKey)
{
    const std::vector<std::string> entries{
        "",
        "=topsecret",
        "Name=topsecret",
        "a b=topsecret",
        "a_b=topsecret",
        "a=topsecret;",
        "a=topsecret;publish+",
        "a=topsecret;Publish",
        "a=topsecret;all",
        "a=;publish",
        "sha256:topsecret",
        "a=sha256:" + std::string(63, '0'),
        "a=sha256:" + std::string(65, '0'),
        "a=sha256:" + std::string(63, '0') + "g",
        "a=" + std::string(513, 'x'),
    };
    for (const std::string& entry : entries)
    {
        std::string why;
        EXPECT_EQ(parse_api_key(entry, why).error(), errc::malformed_input) << entry;
        EXPECT_NE(why, "") << entry;
        EXPECT_EQ(why.find("topsecret"), std::string::npos) << why;
    }
}

TEST(ApiKey, PlainKeyLength_CountsTheKeyOnly)
{
    EXPECT_EQ(plain_key_length("0123456789"), 10U);
    EXPECT_EQ(plain_key_length("QUJDRA=="), 8U);
    EXPECT_EQ(plain_key_length("a=key;admin"), 3U);
    EXPECT_EQ(plain_key_length("sha256:" + std::string(64, '0')), std::nullopt);
    EXPECT_EQ(plain_key_length("a=sha256:" + std::string(64, '0')), std::nullopt);
}

TEST(ApiKeyRing, Find_GivesTheKeyThatWasPresented)
{
    const api_key_ring ring({parsed("a=first"), parsed("b=second;admin"), parsed("c=third")});
    ASSERT_NE(ring.find("second"), nullptr);
    EXPECT_EQ(ring.find("second")->name, "b");
    EXPECT_EQ(ring.find("first")->name, "a");
    EXPECT_EQ(ring.find("third")->name, "c");
    EXPECT_EQ(ring.find("Second"), nullptr);
    EXPECT_EQ(ring.find("second "), nullptr);
    EXPECT_EQ(ring.find("b=second"), nullptr);
}

TEST(ApiKeyRing, EmptyOrOversize_NeverMatches)
{
    const std::string longest(512, 'x');
    const std::string longer(513, 'x');
    const api_key_ring ring(
        {{"empty", ws::codec::sha256(""), all_but_admin},
         {"longest", ws::codec::sha256(longest), all_but_admin},
         {"longer", ws::codec::sha256(longer), all_but_admin}});
    EXPECT_EQ(ring.find(""), nullptr);
    EXPECT_EQ(ring.find(longer), nullptr);
    ASSERT_NE(ring.find(longest), nullptr);
    EXPECT_EQ(ring.find(longest)->name, "longest");
}

TEST(ApiKeyRing, WithoutKeys_FindsNone)
{
    const api_key_ring ring;
    EXPECT_TRUE(ring.empty());
    EXPECT_EQ(ring.find("key"), nullptr);
}

TEST(PresentedApiKey, EitherHeader_GivesTheKey)
{
    EXPECT_EQ(presented_api_key("k", std::nullopt).value(), "k");
    EXPECT_EQ(presented_api_key(std::nullopt, "Bearer k").value(), "k");
    EXPECT_EQ(presented_api_key(std::nullopt, "apikey k").value(), "k");
    EXPECT_EQ(presented_api_key(std::nullopt, "BEARER  k").value(), "k");
    EXPECT_EQ(presented_api_key(std::nullopt, "ApiKey k").value(), "k");
}

TEST(PresentedApiKey, Neither_IsNotFound)
{
    EXPECT_EQ(presented_api_key(std::nullopt, std::nullopt).error(), errc::not_found);
    for (const auto* value : {"", "k", "Basic k", "Bearer", "Bearer ", "Bearerk", "Bearer\tk", " Bearer k"})
        EXPECT_EQ(presented_api_key(std::nullopt, value).error(), errc::not_found) << '"' << value << '"';
}

TEST(PresentedApiKey, BothTheSame_IsFine) { EXPECT_EQ(presented_api_key("k", "Bearer k").value(), "k"); }

TEST(PresentedApiKey, BothButDifferent_IsAConflict)
{
    EXPECT_EQ(presented_api_key("k", "Bearer K").error(), errc::conflict);
    EXPECT_EQ(presented_api_key("", "Bearer k").error(), errc::conflict);
}

TEST(PresentedApiKey, OtherScheme_DoesNotCount) { EXPECT_EQ(presented_api_key("k", "Basic x").value(), "k"); }

} // namespace
