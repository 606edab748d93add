#include "net/http_origin.hpp"

#include <gtest/gtest.h>

using ws::net::http_origin;

TEST(HttpOrigin, AbsoluteUrl_GivesHostAndPort)
{
    struct
    {
        std::string_view url, key, authority, host;
        bool tls;
    } const cases[] = {
        {"http://a", "http://a:80", "a:80", "a", false},
        {"https://a", "https://a:443", "a:443", "a", true},
        {"HTTPS://Db.Example.ORG:8080/Path?q#f", "https://db.example.org:8080", "db.example.org:8080",
         "db.example.org", true},
        {"http://a:/x", "http://a:80", "a:80", "a", false},
        {"http://a?x:1/@b", "http://a:80", "a:80", "a", false},
        {"http://user:p@ss@a:1/", "http://a:1", "a:1", "a", false},
        {"https://[::1]/x", "https://[::1]:443", "[::1]:443", "[::1]", true},
        {"https://[::1]:99", "https://[::1]:99", "[::1]:99", "[::1]", true},
    };
    for (const auto& c : cases)
    {
        const auto origin = http_origin::of(c.url);
        ASSERT_TRUE(origin) << c.url;
        EXPECT_EQ(origin->key(), c.key);
        EXPECT_EQ(origin->authority(), c.authority);
        EXPECT_EQ(origin->host(), c.host);
        EXPECT_EQ(origin->tls(), c.tls);
    }
}

TEST(HttpOrigin, Loopback_IsToldByItsName)
{
    for (const std::string_view url :
         {"http://localhost", "http://LocalHost:8080/x", "http://127.0.0.1:80", "http://127.9.8.7",
          "http://[::1]:1"})
        EXPECT_TRUE(http_origin::of(url)->is_loopback()) << url;
    for (const std::string_view url :
         {"http://localhost.example.org", "http://127.example.org", "http://10.127.0.1", "http://1270.0.0.1",
          "http://[::11]", "http://a"})
        EXPECT_FALSE(http_origin::of(url)->is_loopback()) << url;
}

TEST(HttpOrigin, NoHttpUrl_GivesNothing)
{
    for (const std::string_view url :
         {"", "a", "/a", "//a", "http:/a", "http:a", "http", "ws://a", "ftp://a", "http://", "http:///a",
          "http://:80", "http://user@", "http://user@:80/", "https//a"})
        EXPECT_FALSE(http_origin::of(url)) << url;
}
