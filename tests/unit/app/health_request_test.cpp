#include "unit/app/console.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <health_request.hpp>

using imagineo::parse_http_url;
using imagineo::reach_listener;

TEST(HealthRequest, Urls_AreTakenApart)
{
    struct
    {
        const char* url;
        const char* normal;
    } const cases[] = {
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080/health/ready"},
        {"http://127.0.0.1:8080/", "http://127.0.0.1:8080/health/ready"},
        {"http://host/health/live", "http://host:80/health/live"},
        {"http://[::1]:9000/x", "http://[::1]:9000/x"},
        {"http://[::1]", "http://[::1]:80/health/ready"},
    };
    for (const auto& c : cases)
    {
        const auto target = parse_http_url(c.url);
        ASSERT_TRUE(target) << c.url;
        EXPECT_EQ(target->to_string(), c.normal);
    }
}

TEST(HealthRequest, OtherUrls_AreRefused)
{
    for (const char* url :
         {"", "127.0.0.1:8080", "https://host", "http://", "http://:80", "http://host:", "http://host:0",
          "http://host:65536", "http://host:8x", "http://[::1", "http://[::1]x", "http://host/a b",
          "http://h\r\nX: y"})
        EXPECT_FALSE(parse_http_url(url)) << url;
}

TEST(HealthRequest, ListenerOnAllAddresses_IsReachedOnLoopback)
{
    EXPECT_EQ(reach_listener("0.0.0.0", 8080).to_string(), "http://127.0.0.1:8080/health/ready");
    EXPECT_EQ(reach_listener("::", 8080).to_string(), "http://[::1]:8080/health/ready");
    EXPECT_EQ(reach_listener("192.0.2.1", 80).to_string(), "http://192.0.2.1:80/health/ready");
}

TEST(HealthRequest, BadUrlOrPort_FailsWithASentence)
{
    imagineo::console url{};
    EXPECT_EQ(imagineo::health(url.around(), "ftp://x"), 1);
    EXPECT_THAT(url.err.str(), testing::HasSubstr("--url"));
    imagineo::console port{{"PORT", "none"}};
    EXPECT_EQ(imagineo::health(port.around(), ""), 1);
    EXPECT_THAT(port.err.str(), testing::HasSubstr("PORT"));
}
