#include <ws/net/http_message.hpp>

#include <gtest/gtest.h>

namespace ws::net
{

TEST(HttpRequest, HeaderLookup_IgnoresCaseAndGivesTheFirst)
{
    http_request request;
    request.headers = {{"X-Api-Key", "one"}, {"x-API-key", "two"}, {"Other", ""}};
    EXPECT_EQ(request.header("X-API-KEY"), "one");
    EXPECT_EQ(request.header_count("x-api-key"), 2U);
    EXPECT_EQ(request.header("other"), "");
    EXPECT_EQ(request.header("X-Api"), std::nullopt);
    EXPECT_EQ(request.header_count("X-Api"), 0U);
}

TEST(HttpResponse, Text_EndsWithALineBreak)
{
    const auto response = text_response(404, "nothing");
    EXPECT_EQ(response.status, 404U);
    EXPECT_EQ(response.body, "nothing\n");
    EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
}

} // namespace ws::net
