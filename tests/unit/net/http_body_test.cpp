#include "net/http_body.hpp"

#include <gtest/gtest.h>

namespace ws::net
{
namespace
{

http_head counted(std::uint64_t length)
{
    http_head head;
    head.content_length = length;
    return head;
}

http_head chunked()
{
    http_head head;
    head.chunked = true;
    return head;
}

struct outcome
{
    error_code error;
    std::string body;
    std::string rest; ///< what the body left in the stream
};

/// Lets `stream` arrive in pieces of `piece` bytes, as a connection would.
outcome receive(const http_head& head, std::size_t limit, std::string_view stream, std::size_t piece)
{
    http_body body(head, limit);
    std::string pending;
    outcome out;
    for (;;)
    {
        const auto taken = body.feed(pending);
        if (!taken)
        {
            out.error = taken.error();
            return out;
        }
        pending.erase(0, *taken);
        if (body.done() || stream.empty())
            break;
        pending.append(stream.substr(0, piece));
        stream.remove_prefix(std::min(piece, stream.size()));
    }
    if (body.done())
        out.body = body.take();
    out.rest = pending + std::string(stream);
    return out;
}

constexpr std::string_view wiki =
    "4\r\nWiki\r\n6;ext=1\r\npedia \r\nB\r\nin chunks.\r\r\n0\r\nTrailer: x\r\n\r\n";

} // namespace

TEST(HttpBody, CountedInAnyChunking_EndsWhereDeclared)
{
    for (std::size_t piece = 1; piece < 12; ++piece)
    {
        const auto out = receive(counted(5), 5, "helloGET /", piece);
        EXPECT_FALSE(out.error.failed());
        EXPECT_EQ(out.body, "hello") << piece;
        EXPECT_EQ(out.rest, "GET /") << piece;
    }
}

TEST(HttpBody, DeclaredOverLimit_IsRefusedBeforeAByteArrives)
{
    http_body body(counted(6), 5);
    const auto taken = body.feed("");
    ASSERT_FALSE(taken.has_value());
    EXPECT_EQ(taken.error(), errc::too_large);
}

TEST(HttpBody, NoneDeclared_IsDone) { EXPECT_TRUE(http_body(http_head{}, 5).done()); }

TEST(HttpBody, ChunkedInAnyChunking_IsJoinedAndLeavesTheRest)
{
    const auto stream = std::string(wiki) + "GET /";
    for (std::size_t piece = 1; piece <= stream.size(); ++piece)
    {
        const auto out = receive(chunked(), 1000, stream, piece);
        EXPECT_FALSE(out.error.failed()) << piece;
        EXPECT_EQ(out.body, "Wikipedia in chunks.\r") << piece;
        EXPECT_EQ(out.rest, "GET /") << piece;
    }
}

TEST(HttpBody, ChunksOverLimit_AreTooLarge)
{
    EXPECT_EQ(receive(chunked(), 3, wiki, 1000).error, errc::too_large);
    EXPECT_EQ(receive(chunked(), 9, wiki, 1).error, errc::too_large);
    EXPECT_EQ(receive(chunked(), 1000, "ffffffffffffffff\r\n", 1000).error, errc::too_large);
}

TEST(HttpBody, EmptyChunkedInAnyChunking_IsDone)
{
    for (std::size_t piece = 1; piece < 8; ++piece)
    {
        const auto out = receive(chunked(), 0, "0\r\n\r\nGET", piece);
        EXPECT_FALSE(out.error.failed()) << piece;
        EXPECT_EQ(out.body, "") << piece;
        EXPECT_EQ(out.rest, "GET") << piece;
    }
}

TEST(HttpBody, BrokenChunks_AreMalformed)
{
    using namespace std::string_view_literals;
    for (const std::string_view stream :
         {"x\r\n"sv, "\r\n"sv, "-1\r\n"sv, "+1\r\n"sv, "0x1\r\n"sv, " 1\r\n"sv, "1 \r\n"sv, "1\n"sv,
          "1\rx\r\n"sv, "1;a\0b\r\n"sv, "1ffffffffffffffff\r\n"sv, "1\r\nab\r\n"sv, "1\r\na\n"sv,
          "1\r\na0\r\n\r\n"sv, "0\r\nno colon\r\n"sv, "0\r\n: nameless\r\n"sv, "0\r\nA: b\r\n folded\r\n"sv,
          "0\r\nA: \0\r\n"sv, "0\r\n\n"sv})
        for (const std::size_t piece : {std::size_t{1}, stream.size()})
            EXPECT_EQ(receive(chunked(), 1000, stream, piece).error, errc::malformed_input) << stream;
}

TEST(HttpBody, EndlessChunkExtension_IsMalformed)
{
    const auto stream = "1;" + std::string(40'000, 'x');
    EXPECT_EQ(receive(chunked(), 1000, stream, 1000).error, errc::malformed_input);
}

TEST(HttpBody, EndlessTrailer_IsMalformed)
{
    std::string stream = "0\r\n";
    for (int i = 0; i < 5'000; ++i)
        stream += "Name: v\r\n";
    EXPECT_EQ(receive(chunked(), 1000, stream, 1000).error, errc::malformed_input);
}

} // namespace ws::net
