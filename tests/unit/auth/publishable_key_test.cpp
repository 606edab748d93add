#include "support/vectors.hpp"

#include <ws/auth/publishable_key.hpp>
#include <ws/codec/base64.hpp>

#include <string>

namespace
{

using namespace ws::auth;

std::string key_of(const std::string& host) { return "pk_live_" + ws::codec::base64_encode(host); }

TEST(PublishableKey, EveryVector_GivesItsVerdictAndAddresses)
{
    const auto check = [](const boost::json::value& c)
    {
        ws::test::expect_members(
            c.as_object(), {"value", "ok", "why", "instance", "jwks_url", "issuer", "sdk_differs"});
        const auto key = parse_publishable_key(c.at("value").as_string());
        ASSERT_EQ(key.has_value(), c.at("ok").as_bool());
        if (!key)
            return;
        const auto instance = key->instance == clerk_instance::production ? "production" : "development";
        EXPECT_EQ(c.at("instance").as_string(), instance);
        EXPECT_EQ(c.at("issuer").as_string(), key->issuer());
        EXPECT_EQ(c.at("jwks_url").as_string(), key->jwks_url());
    };
    const auto file = ws::test::read_vectors("clerk/config-cases.json", "clerk-config-cases/1");
    ws::test::for_each_vector(file.at("publishable_keys"), check);
}

TEST(PublishableKey, HostInCapitals_IsMadeSmall)
{
    EXPECT_EQ(parse_publishable_key(key_of("Clerk.Example.TEST$"))->frontend_host, "clerk.example.test");
}

TEST(PublishableKey, AnythingButABareDottedHost_IsRefused)
{
    for (const std::string host :
         {"$", ".$", "a.$", ".a$", "a..b$", "-a.b$", "a-.b$", "a.b:443$", "u@a.b$", "a.b/$", "a b.c$", "a.b",
          "a.b$$", "a_b.c$", "a.b$\n", "https://a.b$"})
        EXPECT_FALSE(parse_publishable_key(key_of(host))) << host;
    EXPECT_FALSE(parse_publishable_key(key_of(std::string(64, 'a') + ".b$")));
    EXPECT_TRUE(parse_publishable_key(key_of(std::string(63, 'a') + ".b$")));
    EXPECT_FALSE(parse_publishable_key(key_of(std::string(std::string("a\0b.c$", 6)))));
}

TEST(PublishableKey, MorePartsThanThree_AreNotBase64)
{
    EXPECT_FALSE(parse_publishable_key(key_of("a.b$") + "_x"));
    EXPECT_FALSE(parse_publishable_key(" " + key_of("a.b$")));
}

} // namespace
