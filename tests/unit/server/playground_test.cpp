#include "server/playground.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"
#include "unit/server/requests.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace ws::server
{
namespace
{

const playground_asset* find_asset(std::string_view path)
{
    const auto all = playground_assets();
    const auto found = std::find_if(
        all.begin(), all.end(), [path](const playground_asset& asset) { return asset.path == path; });
    return found == all.end() ? nullptr : &*found;
}

std::string header_of(const net::http_response& answer, std::string_view name)
{
    for (const net::http_header& header : answer.headers)
        if (header.name == name)
            return header.value;
    return {};
}

TEST(Playground, EveryFile_IsEmbeddedByteByByteAndHasAContentType)
{
    ASSERT_GE(playground_assets().size(), 3U);
    for (const playground_asset& asset : playground_assets())
    {
        std::ifstream file(
            std::string(WS_TEST_DATA "/../../libws/src/server/playground/") + std::string(asset.path),
            std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        EXPECT_TRUE(asset.bytes == bytes) << asset.path;
        EXPECT_FALSE(content_type_of(asset.path).empty()) << asset.path;
    }
}

TEST(Playground, ContentType_FollowsTheSuffix)
{
    EXPECT_EQ(content_type_of("index.html"), "text/html; charset=utf-8");
    EXPECT_EQ(content_type_of("vendor/sdk.js"), "text/javascript; charset=utf-8");
    EXPECT_EQ(content_type_of("vendor/LICENSE"), "text/plain; charset=utf-8");
    EXPECT_EQ(content_type_of("page.exe"), "");
}

TEST(Playground, Answer_LetsNothingInButThePagesOwnFiles)
{
    const auto answer = playground_answer({"index.html", "<p>"}, 8123);
    EXPECT_EQ(answer.body, "<p>");
    const std::string policy = header_of(answer, "Content-Security-Policy");
    for (const char* part :
         {"default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'",
          "ws://127.0.0.1:8123", "ws://localhost:8123"})
        EXPECT_NE(policy.find(part), std::string::npos) << part;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(header_of(answer, "Cross-Origin-Resource-Policy"), "same-origin");
}

TEST(Playground, Routes_ServeThePageAndItsFilesToThisMachineOnly)
{
    const test::log_capture log;
    net::asio::io_context io(1);
    net::router table;
    add_playground_routes(table, dev_guard({{"http", "localhost", 8123}}, {}), 8123);

    const auto page = table.find("GET", "/");
    ASSERT_NE(page.route, nullptr);
    const auto request = test::request_with({{"Host", "localhost:8123"}});
    EXPECT_FALSE(page.route->refuse(request));
    const auto answer = test::run(io, page.route->handle(request));
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, find_asset("index.html")->bytes);
    EXPECT_NE(table.find("GET", "/playground/style.css").route, nullptr);

    const auto rebound = test::request_with({{"Host", "attacker.example:8123"}});
    EXPECT_EQ(page.route->refuse(rebound)->status, 421U);
}

} // namespace
} // namespace ws::server
