#include "fixture.hpp"
#include "support/gzip.hpp"

#include <fmt/format.h>

#include <fstream>

/// Answers that are larger than anybody asked for, and compressed ones.
namespace ws::turso
{
namespace
{

using namespace test;
using testing::HasSubstr;

constexpr std::size_t cap = 4 * 1024 * 1024;
constexpr std::size_t megabyte = 1024 * 1024;

/// The most memory that this process had so far.
std::size_t peak_bytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (std::size_t kilobytes = 0; word == "VmHWM:" && status >> kilobytes)
            return kilobytes * 1024;
    throw std::runtime_error("no VmHWM");
}

class HostileSize : public hostile_test
{
protected:
    HostileSize()
    {
        auto how = usual_options();
        how.max_response_bytes = cap;
        reopen(how);
    }

    /// A write whose answer begins with `head` and goes on for 300 MB.
    error flooded(std::string head, const std::string& piece)
    {
        const auto before = peak_bytes();
        const auto why =
            write_met_with({steps::send{std::move(head)}, steps::repeat{piece, 300}, steps::close{}});
        EXPECT_LT(peak_bytes(), before + 100 * megabyte);
        EXPECT_EQ(why.what_happened, outcome::unknown) << describe(why);
        EXPECT_EQ(why.attempts, 1u);
        // Nobody reads the rest.
        EXPECT_TRUE(server().wait_until_deserted());
        return why;
    }

    static std::string a_megabyte_of(std::string_view text)
    {
        std::string all;
        while (all.size() < megabyte)
            all += text;
        return all;
    }
};

constexpr std::string_view rows_begin =
    R"({"baton":null,"results":[{"type":"ok","response":{"type":"execute","result":)"
    R"({"cols":[{"name":"v"}],"rows":[[{"type":"null"}])";

TEST_F(HostileSize, EndlessRows_AreCutAtTheCap)
{
    const auto why = flooded(
        "HTTP/1.1 200 OK\r\nContent-Length: 320000000\r\n\r\n" + std::string(rows_begin),
        a_megabyte_of(R"(,[{"type":"text","value":"some text"}])"));
    EXPECT_EQ(why.code, errc::response_too_large) << describe(why);
    EXPECT_THAT(why.message, HasSubstr(std::to_string(cap)));
    expect_usable_after(why);
}

TEST_F(HostileSize, EndlessChunks_AreCutAtTheCap)
{
    const auto piece = a_megabyte_of(R"(,[{"type":"null"}])");
    const auto why = flooded(
        fmt::format(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n", rows_begin.size(),
            rows_begin),
        fmt::format("{:x}\r\n{}\r\n", piece.size(), piece));
    EXPECT_EQ(why.code, errc::response_too_large) << describe(why);
    expect_usable_after(why);
}

TEST_F(HostileSize, EndlessText_IsCutAtTheCap)
{
    const auto why = flooded(
        "HTTP/1.1 200 OK\r\n\r\n" + std::string(rows_begin) + R"(,[{"type":"text","value":")",
        a_megabyte_of("abc"));
    EXPECT_EQ(why.code, errc::response_too_large) << describe(why);
    expect_usable_after(why);
}

TEST_F(HostileSize, EndlessUnknownMember_IsCutAtTheCap)
{
    const auto why =
        flooded("HTTP/1.1 200 OK\r\nContent-Length: 320000000\r\n\r\n{\"new\":[0", a_megabyte_of(",[1,{}]"));
    EXPECT_EQ(why.code, errc::response_too_large) << describe(why);
    expect_usable_after(why);
}

TEST_F(HostileSize, EndlessErrorPage_IsKnownByItsStatus)
{
    const auto why = flooded(
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 320000000\r\n\r\n<html><title>Bad Gateway</title>",
        a_megabyte_of("<p>sorry</p>"));
    EXPECT_EQ(why.code, errc::server_error) << describe(why);
    EXPECT_EQ(why.http_status, 502u);
    EXPECT_EQ(why.message, "Bad Gateway");
    expect_usable_after(why);
}

TEST_F(HostileSize, EndlessHeaders_AreCut)
{
    const auto why =
        flooded("HTTP/1.1 200 OK\r\n", a_megabyte_of("X-Filler: " + std::string(1'000, 'x') + "\r\n"));
    EXPECT_EQ(why.code, errc::response_too_large) << describe(why);
    expect_usable_after(why);
}

TEST_F(HostileSize, Bomb_IsCutAtTheCapOfWhatItBecomes)
{
    const auto packed =
        gzip(std::string(rows_begin) + R"(,[{"type":"text","value":")" + std::string(64 * megabyte, 'x'));
    const auto before = peak_bytes();
    const auto why = write_met_with(answer(200, packed, "Content-Encoding: gzip\r\n"));
    EXPECT_LT(peak_bytes(), before + 50 * megabyte);
    EXPECT_EQ(why.code, errc::response_too_large) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::unknown);
    expect_usable_after(why);
}

TEST_F(HostileSize, InATransaction_GivesItsStreamBack)
{
    auto tx = begun();
    next(
        {steps::send{
             "HTTP/1.1 200 OK\r\nContent-Length: 320000000\r\n\r\n{\"baton\":\"of-the-large\",\"results\":["},
         steps::repeat{std::string(megabyte, ' '), 300}});
    const auto why = finish(tx.execute(a_read())).error();
    EXPECT_EQ(why.code, errc::response_too_large) << describe(why);
    EXPECT_EQ(tx.state(), tx_state::lost);
    ASSERT_TRUE(run_until([&] { return server().request_count() == 3; }));
    EXPECT_EQ(pipelines().back().baton, "of-the-large");
    EXPECT_TRUE(pipelines().back().only_closes());
    expect_usable_after(why);
}

TEST_F(HostileSize, CompressedAnswer_IsUnderstood)
{
    next(
        200, gzip(answer_of_results(results_with_cell(R"({"type":"text","value":"packed"})"))),
        "Content-Encoding: gzip\r\nContent-Type: application/json\r\n");
    const auto told = finish(db().execute(a_write()));
    ASSERT_TRUE(told.has_value()) << describe(told.error());
    EXPECT_EQ((*told)[0][0].as_text(), "packed");
}

} // namespace
} // namespace ws::turso
