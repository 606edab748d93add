#include "turso/base_url_rule.hpp"

#include <gtest/gtest.h>

namespace ws::turso
{
namespace
{

remote_database at(std::string_view url)
{
    return std::get<remote_database>(parse_database_url(url).value());
}

TEST(BaseUrlRule, SameHost_IsFollowedToAnyPortAndPath)
{
    const auto next = follow_base_url(at("https://db.example.com"), "https://DB.example.com:8443/node7", {});
    ASSERT_TRUE(next);
    EXPECT_EQ(next->url_of("/v3/pipeline"), "https://db.example.com:8443/node7/v3/pipeline");
}

TEST(BaseUrlRule, AnotherHost_IsRefusedUnlessTrusted)
{
    const auto from = at("https://db.example.com");
    const auto refused = follow_base_url(from, "https://evil.example.net", {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::base_url_refused);
    EXPECT_NE(refused.error().message.find("evil.example.net"), std::string::npos);
    EXPECT_TRUE(follow_base_url(from, "https://node.example.net", {"node.example.net"}));
}

TEST(BaseUrlRule, FromEncryptedToPlain_IsRefused)
{
    EXPECT_FALSE(follow_base_url(at("https://db.example.com"), "http://db.example.com", {}));
    EXPECT_TRUE(follow_base_url(at("http://127.0.0.1:8080"), "https://127.0.0.1:8443", {}));
}

TEST(BaseUrlRule, NoHttpAddress_IsRefused)
{
    for (const char* odd : {"file:/etc/passwd", "libsql://db.example.com", "//db.example.com", "nonsense"})
        EXPECT_FALSE(follow_base_url(at("https://db.example.com"), odd, {})) << odd;
}

} // namespace
} // namespace ws::turso
