#include <ws/net/header_tokens.hpp>

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace ws::net
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

http_request request_with(std::vector<http_header> headers)
{
    http_request request;
    request.headers = std::move(headers);
    return request;
}

std::vector<std::string> listed(const http_request& request, std::string_view name)
{
    std::vector<std::string> members;
    for_each_listed(request, name, [&](std::string_view member) { members.emplace_back(member); });
    return members;
}

std::vector<std::pair<std::string, std::string>> cookies(std::vector<http_header> headers)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    const auto look = [&](std::string_view name, std::string_view value) { pairs.emplace_back(name, value); };
    for_each_cookie(request_with(std::move(headers)), look);
    return pairs;
}

TEST(HeaderTokens, LinesOfOneName_AreOneList)
{
    const auto request = request_with({{"X-List", "a, ,b"}, {"Other", "no"}, {"x-list", "\tc ,,"}});
    EXPECT_THAT(listed(request, "X-LIST"), ElementsAre("a", "b", "c"));
    EXPECT_THAT(listed(request, "X-None"), IsEmpty());
}

TEST(HeaderTokens, Cookies_AreReadAsTheyStand)
{
    EXPECT_THAT(
        cookies({{"Cookie", "a=1; b=x=y;c=\"q\" ;  d="}}),
        ElementsAre(Pair("a", "1"), Pair("b", "x=y"), Pair("c", "\"q\""), Pair("d", "")));
}

TEST(HeaderTokens, CookiesThatComeTwice_AreSeenTwice)
{
    EXPECT_THAT(
        cookies({{"cookie", "a=1;a=2"}, {"Cookie", "a=3"}}),
        ElementsAre(Pair("a", "1"), Pair("a", "2"), Pair("a", "3")));
}

TEST(HeaderTokens, WhatIsNoPair_IsNoCookie)
{
    EXPECT_THAT(cookies({{"Cookie", "; ;a;"}, {"Cookie", ""}, {"Set-Cookie", "a=1"}}), IsEmpty());
}

} // namespace
} // namespace ws::net
