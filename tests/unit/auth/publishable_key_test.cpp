#include "support/test_data.hpp"

#include <ws/auth/publishable_key.hpp>
#include <ws/codec/base64.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::auth;

std::string key_of(const std::string& host) { return "pk_live_" + ws::codec::base64_encode(host); }

TEST(PublishableKey, EveryVector_GivesItsVerdictAndAddresses)
{
    const auto file = ws::test::read_json("clerk/config-cases.json");
    const auto& cases = file.at("publishable_keys").as_array();
    ASSERT_EQ(cases.size(), 9U);
    for (const auto& c : cases)
    {
        const std::string value(c.at("value").as_string());
        SCOPED_TRACE(value);
        const auto key = parse_publishable_key(value);
        ASSERT_EQ(key.has_value(), c.at("ok").as_bool());
        if (!key)
            continue;
        const auto instance = key->instance == clerk_instance::production ? "production" : "development";
        EXPECT_EQ(c.at("instance").as_string(), instance);
        EXPECT_EQ(c.at("issuer").as_string(), key->issuer());
        EXPECT_EQ(c.at("jwks_url").as_string(), key->jwks_url());
    }
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
