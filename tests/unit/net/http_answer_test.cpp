#include "net/http_answer.hpp"

#include <gtest/gtest.h>

namespace ws::net
{
namespace
{

std::string head_of(const http_response& response, bool close = false)
{
    std::string out;
    append_answer_head(out, response, "srv", "now", close);
    return out;
}

} // namespace

TEST(HttpAnswer, JsonResponse_HasEveryHeader)
{
    EXPECT_EQ(
        head_of(json_response(200, "{}")),
        "HTTP/1.1 200 OK\r\nServer: srv\r\nDate: now\r\nX-Content-Type-Options: nosniff\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n");
}

TEST(HttpAnswer, Close_IsAnnounced)
{
    EXPECT_NE(head_of(json_response(200, "{}"), true).find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST(HttpAnswer, NoContent_HasNoLengthAndNoType)
{
    http_response response;
    for (const unsigned status : {204U, 304U})
    {
        response.status = status;
        EXPECT_EQ(head_of(response).find("\nContent-"), std::string::npos) << status;
        EXPECT_FALSE(has_body(status));
    }
}

TEST(HttpAnswer, EmptyBody_HasLengthZeroAndNoType)
{
    http_response response;
    response.status = 202;
    const auto head = head_of(response);
    EXPECT_NE(head.find("Content-Length: 0\r\n"), std::string::npos);
    EXPECT_EQ(head.find("\nContent-Type"), std::string::npos);
}

TEST(HttpAnswer, LineBreakInAHeader_AddsNoHeader)
{
    auto response = text_response(200, "x");
    response.headers.push_back({"X-A\r\nB", "1\r\nSet-Cookie: a=b\n"});
    const auto head = head_of(response);
    EXPECT_NE(head.find("X-A  B: 1  Set-Cookie: a=b \r\n\r\n"), std::string::npos) << head;
}

TEST(HttpAnswer, UpgradeRequired_ListsUpgradeInConnection)
{
    EXPECT_NE(head_of(text_response(426, "x")).find("\r\nConnection: upgrade\r\n"), std::string::npos);
    EXPECT_NE(
        head_of(text_response(426, "x"), true).find("\r\nConnection: upgrade, close\r\n"), std::string::npos);
}

TEST(HttpDate, KnownSecond_HasTheFormOfTheRfc)
{
    http_date date;
    EXPECT_EQ(date.at(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(date.at(784111778), "Sun, 06 Nov 1994 08:49:38 GMT");
    EXPECT_EQ(date.at(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

} // namespace ws::net
