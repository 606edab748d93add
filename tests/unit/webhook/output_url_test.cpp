#include <ws/webhook/job_event.hpp>

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::webhook;

TEST(OutputUrl, HttpsWithAPublicName_IsPassedOn)
{
    for (const std::string_view url :
         {"https://cdn.example.test/a.png", "HTTPS://CDN.Example.Test",
          "https://a.b.c.example.com:8443/x?y=z#w", "https://example.com?x", "https://xn--bcher-kva.example/",
          "https://3.example.com/", "https://my_bucket.s3.amazonaws.com/a%20b.png",
          "https://example.com/a@b:c", "https://localhost.example.com/", "https://example.com:1/",
          "https://cdn.example.com/it's/(a)!.png?q='1'"})
        EXPECT_TRUE(is_public_https_url(url)) << url;
}

TEST(OutputUrl, OtherSchemes_AreNot)
{
    for (const std::string_view url :
         {"", "https:", "https://", "http://example.com/", "javascript:alert(1)", "data:image/png;base64,AA",
          "//example.com/", "https:/example.com", "https:example.com", " https://example.com/",
          "ftp://example.com", "https://https://example.com"})
        EXPECT_FALSE(is_public_https_url(url)) << url;
}

TEST(OutputUrl, AddressesInEverySpelling_AreNot)
{
    for (const std::string_view url :
         {"https://127.0.0.1/", "https://8.8.8.8/", "https://[::1]/", "https://[2001:db8::1]/",
          "https://2130706433/", "https://0x7f000001/", "https://127.1/", "https://0177.0.0.1/",
          "https://a.0x7f/", "https://a.b.1/", "https://127.0.0.1./", "https://%31%32%37.0.0.1/",
          "https://169.254.169.254/latest"})
        EXPECT_FALSE(is_public_https_url(url)) << url;
}

TEST(OutputUrl, LocalNames_AreNot)
{
    for (const std::string_view url :
         {"https://localhost/", "https://app.localhost/", "https://printer.local/", "https://intranet/",
          "https://metadata.google.INTERNAL/", "https://nas.lan/", "https://x.home.arpa/",
          "https://x.localdomain/", "https://localhost:8443/", "https://.local/"})
        EXPECT_FALSE(is_public_https_url(url)) << url;
}

TEST(OutputUrl, UserInfoPortsAndOddHosts_AreNot)
{
    for (const std::string_view url :
         {"https://user@example.com/", "https://user:pw@example.com/", "https://example.com:443@evil.com/",
          "https://example.com:/", "https://example.com:0/", "https://example.com:65536/",
          "https://example.com:+1/", "https://example.com:080/", "https://example.com./",
          "https://.example.com/", "https://a..example.com/", "https://exa mple.com/",
          "https://example.com\\@evil.com/", "https://ex%61mple.com/",
          "https://b\xc3\xbc"
          "cher.example/"})
        EXPECT_FALSE(is_public_https_url(url)) << url;
}

TEST(OutputUrl, CharactersThatBreakOutOfTheirPlace_AreNot)
{
    for (const char c : std::string_view("\"<>\\` \t\r\n\x7f\x01\xc3"))
        EXPECT_FALSE(is_public_https_url(std::string("https://example.com/a") + c)) << static_cast<int>(c);
    EXPECT_FALSE(is_public_https_url(std::string_view("https://example.com/\0", 21)));
}

TEST(OutputUrl, Lengths_HaveLimits)
{
    const std::string begin = "https://example.com/";
    EXPECT_TRUE(is_public_https_url(begin + std::string(2048 - begin.size(), 'a')));
    EXPECT_FALSE(is_public_https_url(begin + std::string(2049 - begin.size(), 'a')));
    EXPECT_TRUE(is_public_https_url("https://" + std::string(63, 'a') + ".com/"));
    EXPECT_FALSE(is_public_https_url("https://" + std::string(64, 'a') + ".com/"));
    std::string host;
    for (int i = 0; i < 126; ++i)
        host += "a.";
    EXPECT_TRUE(is_public_https_url("https://" + host + "c/"));
    EXPECT_FALSE(is_public_https_url("https://" + host + "cc/"));
}

} // namespace
