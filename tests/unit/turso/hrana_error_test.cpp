#include "turso/hrana_error.hpp"
#include "turso/server_message.hpp"

#include <ws/turso/value.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace
{

using namespace ws::turso;

struct expectation
{
    unsigned status;
    bool had_baton;
    std::string_view body;
    errc code;
    outcome what_happened;
};

TEST(HranaError, Status_DecidesCodeAndOutcome)
{
    for (const auto& [status, had_baton, body, code, what_happened] : std::initializer_list<expectation>{
             {400, false, "no", errc::server_error, outcome::not_executed},
             {401, false, "", errc::unauthorized, outcome::not_executed},
             {401, true, "", errc::unauthorized, outcome::not_executed},
             {403, false, "", errc::unauthorized, outcome::not_executed},
             {404, false, "", errc::server_error, outcome::not_executed},
             {404, true, "", errc::stream_lost, outcome::not_executed},
             {410, true, "", errc::stream_lost, outcome::not_executed},
             {413, false, "", errc::server_error, outcome::not_executed},
             {429, false, "", errc::rate_limited, outcome::not_executed},
             {408, false, "", errc::server_error, outcome::unknown},
             {409, false, "", errc::server_error, outcome::unknown},
             {500, false, "", errc::server_error, outcome::unknown},
             {502, false, "", errc::server_error, outcome::unknown},
             {503, true, "", errc::server_error, outcome::unknown},
             {504, false, "", errc::server_error, outcome::unknown},
             {204, false, "", errc::protocol, outcome::unknown},
             {302, false, "", errc::server_error, outcome::unknown},
         })
    {
        const auto e = http_error(status, body, had_baton);
        EXPECT_EQ(e.code, make_error_code(code)) << status;
        EXPECT_EQ(e.what_happened, what_happened) << status << ' ' << had_baton;
        EXPECT_EQ(e.http_status, status);
    }
}

TEST(HranaError, LostStream_WasNotExecutedUnlessItsBatonWasUsed)
{
    const auto outcome_of = [](std::string_view body)
    {
        const auto e = http_error(400, body, true);
        EXPECT_EQ(e.code, make_error_code(errc::stream_lost));
        return e.what_happened;
    };
    EXPECT_EQ(
        outcome_of(R"({"message":"The stream has expired due to inactivity","code":"STREAM_EXPIRED"})"),
        outcome::not_executed);
    EXPECT_EQ(outcome_of("Received an invalid baton"), outcome::not_executed);
    EXPECT_EQ(outcome_of("Received a baton that has already been used"), outcome::unknown);
    EXPECT_EQ(outcome_of("Invalid reference to step in a batch condition"), outcome::unknown);
    EXPECT_EQ(outcome_of(""), outcome::unknown);
    EXPECT_EQ(
        http_error(404, R"({"error":"stream not found: abc"})", true).what_happened, outcome::not_executed);
}

TEST(HranaError, ThreeShapesOfBodies_GiveTheirWords)
{
    const auto hrana =
        http_error(400, R"({"message":"The stream has expired","code":"STREAM_EXPIRED","x":1})", true);
    EXPECT_EQ(hrana.message, "The stream has expired");
    EXPECT_EQ(hrana.server_code, "STREAM_EXPIRED");

    const auto http = http_error(401, R"({"error":"Unauthorized: `none given`"})", false);
    EXPECT_EQ(http.message, "Unauthorized: `none given`");
    EXPECT_EQ(http.server_code, "");

    EXPECT_EQ(http_error(400, "Received an invalid baton\n", true).message, "Received an invalid baton");
    EXPECT_EQ(
        http_error(
            502,
            "<!DOCTYPE html>\r\n<html><head><TITLE>502 Bad\n Gateway</TITLE></head><body>x</body></html>",
            false)
            .message,
        "502 Bad Gateway");
}

TEST(HranaError, BodiesWithoutWords_NameTheStatus)
{
    for (const std::string_view body : {"", " \n", "{}", R"({"error":7})", "\x01\x02", "<html></html>"})
        EXPECT_EQ(http_error(500, body, false).message, "HTTP status 500") << body;
}

TEST(HranaError, BrokenJson_IsText)
{
    EXPECT_EQ(http_error(500, R"({"error":"cut)", false).message, R"({"error":"cut)");
    EXPECT_EQ(http_error(500, R"(["error"])", false).message, R"(["error"])");
    EXPECT_EQ(http_error(500, R"("just text")", false).message, R"("just text")");
}

TEST(HranaError, UnknownPath_IsA404ThatSpeaksOfNothingElse)
{
    EXPECT_TRUE(means_unknown_path(404, "", false));
    EXPECT_TRUE(means_unknown_path(404, "404 page not found", false));
    EXPECT_TRUE(means_unknown_path(404, "<html><title>Not Found</title></html>", false));
    EXPECT_TRUE(means_unknown_path(404, R"({"error":"Not Found"})", false));
    EXPECT_TRUE(means_unknown_path(404, R"({"detail":"no such database"})", false));
    EXPECT_FALSE(means_unknown_path(404, R"({"error":"stream not found: x"})", false));
    EXPECT_FALSE(means_unknown_path(404, R"({"message":"Database `x` does not exist"})", false));
    EXPECT_FALSE(means_unknown_path(404, R"({"error":"Namespace `x` doesn't exist"})", false));
    EXPECT_FALSE(means_unknown_path(404, "", true));
    EXPECT_FALSE(means_unknown_path(400, "", false));
    EXPECT_FALSE(means_unknown_path(410, "", false));
}

TEST(ServerMessage, Html_IsItsTitleOrItsWords)
{
    EXPECT_EQ(readable_message("<html><title>  a\n b </title></html>"), "a b");
    EXPECT_EQ(readable_message("<html><body><h1>Bad</h1><p>Gateway</p></body></html>"), "Bad Gateway");
    EXPECT_EQ(readable_message("<html><title></title><body>words</body>"), "words");
    EXPECT_EQ(readable_message(" <html><title lang=\"en\">cut off"), "cut off");
    EXPECT_EQ(readable_message("<no html> at all"), "<no html> at all");
}

TEST(ServerMessage, Controls_AreRemoved)
{
    EXPECT_EQ(readable_message("a\x1B[31mb\x7F\xC2\x9B\tc\r\n\r\nd "), "a[31mb c d");
    EXPECT_EQ(readable_message(std::string_view("a\0b", 3)), "ab");
}

TEST(ServerMessage, BytesThatAreNotUtf8_AreRemoved)
{
    EXPECT_EQ(readable_message("a\xFF\xC0\x80\xED\xA0\x80z\xE2\x82"), "az");
    EXPECT_EQ(readable_message("ü😀"), "ü😀");
}

TEST(ServerMessage, LongOnes_EndBetweenCharacters)
{
    EXPECT_EQ(readable_message(std::string(1000, 'x')), std::string(300, 'x'));
    std::string umlauts = "x";
    for (int i = 0; i < 500; ++i)
        umlauts += "ü";
    const auto cut = readable_message(umlauts);
    EXPECT_EQ(cut.size(), 299U);
    EXPECT_TRUE(is_utf8(cut));
}

} // namespace
