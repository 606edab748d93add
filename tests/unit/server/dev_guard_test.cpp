#include "server/at_once.hpp"
#include "server/dev_guard.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"
#include "unit/server/requests.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

constexpr const char* own_page = "http://127.0.0.1:8080";
constexpr const char* front_end = "http://localhost:3000";

class DevGuard : public testing::Test
{
protected:
    [[nodiscard]] unsigned
    status(std::initializer_list<net::http_header> headers, dev_audience who = dev_audience::front_ends) const
    {
        const auto refused = guard_.refuse(test::request_with(headers), who);
        return refused ? refused->status : 200;
    }

    test::log_capture log_;
    const dev_guard guard_{
        {{"http", "127.0.0.1", 8080}, {"http", "localhost", 8080}},
        {{"http", "localhost", 3000}, {"https", "gallery-*-acme.vercel.app", 443}}};
};

TEST_F(DevGuard, LoopbackNames_AreHosts)
{
    for (const char* host :
         {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:65535", "[::1]:80"})
        EXPECT_EQ(status({{"Host", host}}), 200U) << host;
}

TEST_F(DevGuard, OtherNames_AreRefusedAsAnotherServersMatter)
{
    for (const char* host :
         {"", "example.com", "127.0.0.1.example.com", "localhost.example.com", "localhost.",
          "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:8080.example.com", "127.0.0.1:1234567", "127.0.0.2",
          "192.168.0.5:8080", "::1", "[::1", "user@localhost", "localhost/", " localhost"})
        EXPECT_EQ(status({{"Host", host}}), 421U) << host;
    EXPECT_EQ(status({}), 421U);
    EXPECT_EQ(status({{"Host", "localhost"}, {"Host", "localhost"}}), 421U);
}

TEST_F(DevGuard, WhatAProxyAdds_IsRefused)
{
    for (const char* name :
         {"Forwarded", "Via", "X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "X-Real-IP",
          "CF-Connecting-IP", "do-connecting-ip", "True-Client-IP", "X-Forwarded"})
        EXPECT_EQ(status({{"Host", "localhost:8080"}, {name, ""}}), 403U) << name;
}

TEST_F(DevGuard, OwnPages_MayAskForAll)
{
    for (const auto who : {dev_audience::own_pages, dev_audience::front_ends})
    {
        EXPECT_EQ(status({{"Host", "localhost"}, {"Origin", own_page}}, who), 200U);
        EXPECT_EQ(status({{"Host", "localhost"}}, who), 200U);
    }
}

TEST_F(DevGuard, FrontEnds_MayAskForWhatIsForThem)
{
    const auto headers = {net::http_header{"Host", "localhost"}, net::http_header{"Origin", front_end}};
    EXPECT_EQ(status(headers, dev_audience::front_ends), 200U);
    EXPECT_EQ(status(headers, dev_audience::own_pages), 403U);
}

TEST_F(DevGuard, OtherOrigins_AreRefused)
{
    for (const char* origin :
         {"", "null", "http://localhost:8081", "https://127.0.0.1:8080", "http://example.com",
          "https://gallery-x-acme.vercel.app", "http://127.0.0.1:8080, http://example.com"})
        EXPECT_EQ(status({{"Host", "localhost:8080"}, {"Origin", origin}}), 403U) << origin;
    EXPECT_EQ(status({{"Host", "localhost"}, {"Origin", own_page}, {"Origin", own_page}}), 403U);
}

TEST_F(DevGuard, GuardedRow_RefusesBeforeItsHandlerAndIsNotCached)
{
    net::asio::io_context io(1);
    net::http_route route;
    route.handle = [](const net::http_request&) { return at_once(net::text_response(200, "secret")); };
    const auto kept = guarded(guard_, dev_audience::front_ends, std::move(route));
    EXPECT_TRUE(kept.cross_origin);
    EXPECT_EQ(kept.refuse(test::request_with({{"Host", "example.com"}}))->status, 421U);

    const auto request = test::request_with({{"Host", "localhost"}, {"Origin", front_end}});
    EXPECT_FALSE(kept.refuse(request));
    const auto answer = test::run(io, kept.handle(request));
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.headers.at(0).name + ": " + answer.headers.at(0).value, "Cache-Control: no-store");

    EXPECT_FALSE(guarded(guard_, dev_audience::own_pages, net::http_route{}).cross_origin);
}

} // namespace
} // namespace ws::server
