#include "net/curl_response.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace ws::net;

namespace
{

struct response_test
{
    explicit response_test(outgoing_request r = {}) : request(std::move(r)) { response.begin(request); }

    bool add_lines(std::initializer_list<std::string_view> lines)
    {
        return std::all_of(
            lines.begin(), lines.end(),
            [this](std::string_view line) { return response.add_line(std::string(line) + "\r\n"); });
    }

    outgoing_request request;
    curl_response response;
};

} // namespace

TEST(CurlResponse, StatusHeadersAndBody_AreCollected)
{
    response_test t;
    EXPECT_FALSE(t.response.began());
    EXPECT_TRUE(t.add_lines({"HTTP/1.1 201 Created", "A: 1", "B:  two words \t", "C:", ""}));
    EXPECT_TRUE(t.response.began());
    EXPECT_TRUE(t.response.add_piece("he", 5));
    EXPECT_TRUE(t.response.add_piece("llo", 5));
    const auto answer = t.response.take();
    EXPECT_EQ(answer.status, 201u);
    EXPECT_EQ(answer.header("a"), "1");
    EXPECT_EQ(answer.header("b"), "two words");
    EXPECT_EQ(answer.header("c"), "");
    EXPECT_EQ(answer.headers.size(), 3u);
    EXPECT_EQ(answer.body, "hello");
}

TEST(CurlResponse, InterimAnswer_IsReplacedByTheFinalOne)
{
    response_test t;
    EXPECT_TRUE(t.add_lines({"HTTP/2 103", "early: 1", "", "HTTP/2 200", "late: 1", ""}));
    const auto answer = t.response.take();
    EXPECT_EQ(answer.status, 200u);
    EXPECT_FALSE(answer.header("early"));
    EXPECT_TRUE(answer.header("late"));
}

TEST(CurlResponse, Trailer_ChangesNeitherStatusNorHeaders)
{
    response_test t;
    EXPECT_TRUE(t.add_lines({"HTTP/1.1 200 OK", "", "HTTP/1.1 500 No", "late: 1", ""}));
    const auto answer = t.response.take();
    EXPECT_EQ(answer.status, 200u);
    EXPECT_TRUE(answer.headers.empty());
}

TEST(CurlResponse, HeadWithoutEnd_IsRefused)
{
    response_test t;
    const std::string line(curl_response::max_head_bytes / 2, 'x');
    EXPECT_TRUE(t.response.add_line(line));
    EXPECT_TRUE(t.response.add_line(line));
    EXPECT_FALSE(t.response.add_line("\r\n"));
    EXPECT_EQ(t.response.refused(), refusal::head_too_large);
}

TEST(CurlResponse, BodyBeyondTheLimit_IsRefusedWhetherStreamedOrNot)
{
    for (const bool streamed : {false, true})
    {
        outgoing_request request;
        request.max_response_bytes = 3;
        if (streamed)
            request.on_body = [](unsigned, std::string_view) { return true; };
        response_test t(std::move(request));
        EXPECT_TRUE(t.response.add_piece("abc", 0));
        EXPECT_FALSE(t.response.add_piece("d", 0));
        EXPECT_EQ(t.response.refused(), refusal::body_too_large);
    }
}

TEST(CurlResponse, LengthThatIsNotToBeBelieved_TakesNoMemory)
{
    outgoing_request request;
    request.max_response_bytes = SIZE_MAX;
    response_test t(std::move(request));
    EXPECT_TRUE(t.response.add_piece("a", SIZE_MAX));
    EXPECT_LE(t.response.take().body.capacity(), 2 * 1024 * 1024u);
}
