#include <ws/auth/origin.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace ws::auth;
using namespace std::string_view_literals;
using ws::errc;

origin configured(std::string_view entry)
{
    std::string why;
    const auto parsed = parse_configured_origin(entry, why);
    EXPECT_TRUE(parsed) << entry << ": " << why;
    return parsed ? *parsed : origin{};
}

TEST(ParseOrigin, ValidValue_IsNormalised)
{
    EXPECT_EQ(parse_origin("https://app.example.com").value(), (origin{"https", "app.example.com", 443}));
    EXPECT_EQ(parse_origin("HTTP://LocalHost:3000").value(), (origin{"http", "localhost", 3000}));
    EXPECT_EQ(parse_origin("http://[::1]:3000").value(), (origin{"http", "[::1]", 3000}));
    EXPECT_EQ(parse_origin("http://[FE80::1]").value(), (origin{"http", "[fe80::1]", 80}));
    EXPECT_EQ(parse_origin("https://my_app.xn--bcher-kva.example").value().port, 443);
}

TEST(ParseOrigin, BadValue_IsMalformed)
{
    for (const auto value :
         {""sv,
          "null"sv,
          "https"sv,
          "https:"sv,
          "https://"sv,
          "https:///"sv,
          "//a.b"sv,
          "a.b"sv,
          "ftp://a.b"sv,
          "ws://a.b"sv,
          "file://"sv,
          "https://a.b/"sv,
          "https://a.b?x"sv,
          "https://a.b#x"sv,
          "https://u@a.b"sv,
          "https://u:p@a.b"sv,
          "https://a.b "sv,
          " https://a.b"sv,
          "https://a b"sv,
          "https://a.b,https://c.d"sv,
          "https://a..b"sv,
          "https://.a"sv,
          "https://a."sv,
          "https://a\0.b"sv,
          "https://a.b\r\n"sv,
          "https://bücher.example"sv,
          "https://a\\b"sv,
          "https://*.b.c"sv,
          "https://a%2eb"sv,
          "https://[::1"sv,
          "https://::1"sv,
          "https://[]"sv,
          "https://[a]"sv,
          "https://[::1]x"sv,
          "https://[g::1]"sv})
        EXPECT_EQ(parse_origin(value).error(), errc::malformed_input) << '"' << value << '"';
}

TEST(ParseOrigin, Port_IsOneTo65535InShortestForm)
{
    EXPECT_EQ(parse_origin("https://a.b:1").value().port, 1);
    EXPECT_EQ(parse_origin("https://a.b:65535").value().port, 65535);
    for (const auto port :
         {""sv, "0"sv, "65536"sv, "99999999999999999999"sv, "0443"sv, "+443"sv, "-1"sv, "44a"sv, " 443"sv})
        EXPECT_FALSE(parse_origin("https://a.b:" + std::string(port))) << '"' << port << '"';
}

TEST(ParseOrigin, HostOf254Bytes_IsMalformed)
{
    std::string host = "a";
    while (host.size() < 253)
        host += ".a";
    ASSERT_EQ(host.size(), 253U);
    EXPECT_TRUE(parse_origin("https://" + host));
    EXPECT_FALSE(parse_origin("https://" + host + "a"));
}

TEST(Origin, ToString_HidesTheDefaultPort)
{
    EXPECT_EQ(configured("https://A.b:443/").to_string(), "https://a.b");
    EXPECT_EQ(configured("http://a.b:80").to_string(), "http://a.b");
    EXPECT_EQ(configured("http://a.b:443").to_string(), "http://a.b:443");
}

TEST(ConfiguredOrigin, OneTrailingSlash_IsDropped)
{
    std::string why;
    EXPECT_EQ(configured("https://a.b/"), configured("https://a.b"));
    EXPECT_FALSE(parse_configured_origin("https://a.b//", why));
    EXPECT_FALSE(parse_configured_origin("https://a.b/path/", why));
}

TEST(ConfiguredOrigin, BadPattern_SaysWhy)
{
    for (const auto entry :
         {"*"sv, "https://*"sv, "https://*.example.com"sv, "https://a-*-*.example.com"sv,
          "https://a.b-*.example.com"sv, "https://a-*"sv, "http://a-*.example.com"sv,
          "https://a-*.example.com:8443"sv, "*://a.example.com"sv, "https://a.example.com:*"sv,
          "https://[*::1]"sv, "https://a-*.example.com/*"sv})
    {
        std::string why;
        EXPECT_FALSE(parse_configured_origin(entry, why)) << entry;
        EXPECT_NE(why, "") << entry;
    }
}

TEST(ConfiguredOrigin, Pattern_IsKnownAsOne)
{
    EXPECT_TRUE(is_pattern(configured("https://a-*.example.com")));
    EXPECT_TRUE(is_pattern(configured("https://*-a.example.com:443")));
    EXPECT_FALSE(is_pattern(configured("https://a.example.com")));
}

TEST(OriginList, Empty_AllowsNone)
{
    EXPECT_FALSE(origin_list().allows("https://a.b"));
    EXPECT_FALSE(origin_list().allows(""));
}

TEST(OriginList, AnyEntry_MayMatch)
{
    const origin_list list({configured("https://a.example.com"), configured("https://b-*.example.com")});
    EXPECT_TRUE(list.allows("https://a.example.com"));
    EXPECT_TRUE(list.allows("https://b-1.example.com"));
    EXPECT_FALSE(list.allows("https://c.example.com"));
}

TEST(OriginList, PatternStar_MatchesLettersDigitsAndInnerHyphens)
{
    const origin_list list({configured("https://pre*post.example.com")});
    for (const auto* host :
         {"preapost", "pre1post", "pre-post", "prea-post", "pre-apost", "prea-bpost", "pre--post",
          "prea--bpost", "prepost", "prea_bpost", "prea.bpost", "PREApost", "preaposts"})
    {
        const std::string_view h = host;
        const bool expected =
            h == "preapost" || h == "pre1post" || h == "prea-bpost" || h == "prea--bpost" || h == "PREApost";
        EXPECT_EQ(list.allows("https://" + std::string(host) + ".example.com"), expected) << host;
    }
}

TEST(OriginList, PatternPartsMayNotOverlap)
{
    const origin_list list({configured("https://aba*ba.example.com")});
    EXPECT_FALSE(list.allows("https://aba.example.com"));
    EXPECT_FALSE(list.allows("https://ababa.example.com"));
    EXPECT_TRUE(list.allows("https://abaxba.example.com"));
}

} // namespace
