#include <ws/net/router.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace ws::net
{
namespace
{

http_route row(std::string method, std::string path)
{
    http_route route;
    route.method = std::move(method);
    route.path = std::move(path);
    return route;
}

websocket_route socket_at(std::string path)
{
    websocket_route route;
    route.path = std::move(path);
    return route;
}

using methods = std::vector<std::string_view>;

} // namespace

TEST(Router, MethodAndPathFit_GivesTheRow)
{
    router table;
    table.add(row("GET", "/a"));
    table.add(row("POST", "/a"));
    const auto found = table.find("POST", "/a");
    ASSERT_NE(found.route, nullptr);
    EXPECT_EQ(found.route->method, "POST");
}

TEST(Router, PathsAreExact_NothingElseFits)
{
    router table;
    table.add(row("GET", "/a"));
    for (const std::string_view path : {"/", "/a/", "/A", "/a/b", "//a", "/%61", ""})
    {
        const auto found = table.find("GET", path);
        EXPECT_EQ(found.route, nullptr) << path;
        EXPECT_TRUE(found.allowed_methods.empty()) << path;
    }
}

TEST(Router, HeadWithoutARowOfItsOwn_IsAnsweredByGet)
{
    router table;
    table.add(row("GET", "/a"));
    table.add(row("POST", "/b"));
    ASSERT_NE(table.find("HEAD", "/a").route, nullptr);
    EXPECT_EQ(table.find("HEAD", "/a").route->method, "GET");
    EXPECT_EQ(table.find("HEAD", "/b").route, nullptr);
}

TEST(Router, OtherMethod_ListsThoseOfThePath)
{
    router table;
    table.add(row("GET", "/a"));
    table.add(row("POST", "/a"));
    table.add(row("PUT", "/b"));
    EXPECT_EQ(table.find("DELETE", "/a").allowed_methods, (methods{"GET", "POST", "HEAD"}));
    EXPECT_EQ(table.find("get", "/b").allowed_methods, methods{"PUT"});
}

TEST(Router, WebsocketPath_AllowsGet)
{
    router table;
    table.add(socket_at("/ws"));
    const auto found = table.find("POST", "/ws");
    EXPECT_NE(found.websocket, nullptr);
    EXPECT_EQ(found.route, nullptr);
    EXPECT_EQ(found.allowed_methods, methods{"GET"});
}

TEST(Router, CrossOrigin_IsSaidOfAPathWhateverTheMethod)
{
    router table;
    auto open = row("GET", "/a");
    open.cross_origin = true;
    table.add(std::move(open));
    table.add(row("POST", "/b"));
    EXPECT_TRUE(table.find("GET", "/a").cross_origin);
    EXPECT_TRUE(table.find("OPTIONS", "/a").cross_origin);
    EXPECT_FALSE(table.find("POST", "/b").cross_origin);
    EXPECT_FALSE(table.find("GET", "/c").cross_origin);
}

TEST(Router, Pattern_FitsOneSegment)
{
    router table;
    table.add(row("GET", "/a/*"));
    for (const std::string_view path : {"/a/x", "/a/*", "/a/..", "/a/%2F", "/a/x%20y"})
        EXPECT_NE(table.find("GET", path).route, nullptr) << path;
    for (const std::string_view path : {"/a", "/a/", "/a/x/", "/a/x/y", "/A/x", "/b/a/x"})
        EXPECT_EQ(table.find("GET", path).route, nullptr) << path;
    EXPECT_NE(table.find("HEAD", "/a/x").route, nullptr);
    EXPECT_EQ(table.find("POST", "/a/x").allowed_methods, (methods{"GET", "HEAD"}));
}

TEST(Router, ExactPath_GoesBeforeThePatternWhateverTheMethod)
{
    router table;
    table.add(row("GET", "/a/*"));
    table.add(row("POST", "/a/x"));
    EXPECT_EQ(table.find("POST", "/a/x").route->path, "/a/x");
    EXPECT_EQ(table.find("GET", "/a/x").route, nullptr);
    EXPECT_EQ(table.find("GET", "/a/x").allowed_methods, methods{"POST"});
    EXPECT_EQ(table.find("GET", "/a/y").route->path, "/a/*");
}

TEST(Router, Star_IsDecodedOrNamesNothing)
{
    EXPECT_EQ(star_of("/a/*", "/a/x"), "x");
    EXPECT_EQ(star_of("/a/*", "/a/x%20y+z"), "x y+z");
    EXPECT_EQ(star_of("/a/*", "/a/..."), "...");
    for (const std::string_view path :
         {"/a/", "/a/.", "/a/..", "/a/%2e%2E", "/a/%2E", "/a/x%2Fy", "/a/%00", "/a/%zz", "/a/%", "/b/x",
          "/a/x/y"})
        EXPECT_EQ(star_of("/a/*", path), std::nullopt) << path;
    EXPECT_EQ(star_of("/a", "/a"), std::nullopt);
}

TEST(Router, SameRowTwice_IsRefused)
{
    router table;
    table.add(row("GET", "/a"));
    table.add(row("HEAD", "/a"));
    table.add(socket_at("/a"));
    EXPECT_THROW(table.add(row("GET", "/a")), std::logic_error);
    EXPECT_THROW(table.add(socket_at("/a")), std::logic_error);
}

} // namespace ws::net
