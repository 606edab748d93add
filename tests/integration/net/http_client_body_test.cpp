#include "http_client_fixture.hpp"
#include "support/gzip.hpp"

#include <gmock/gmock.h>

#include <fstream>

using namespace ws;
using namespace ws::test;

namespace
{

constexpr std::size_t mebibyte = 1024 * 1024;
const std::string gzip_header = "Content-Encoding: gzip\r\n";

/// The most memory this process ever had, in KiB.
std::size_t peak_memory()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:")
        {
            std::size_t kib = 0;
            status >> kib;
            return kib;
        }
    return 0;
}

reaction three_hundred_megabytes(const seen_request&)
{
    return {
        steps::send{"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(300 * mebibyte) + "\r\n\r\n"},
        steps::repeat{std::string(mebibyte, 'x'), 300}};
}

} // namespace

TEST(HttpClientBody, ExactlyAsLongAsAllowed_IsAccepted)
{
    scripted_server server([](const seen_request&) { return answer(200, std::string(1000, 'x')); });
    client_fixture f;
    auto request = get(server.url());
    request.max_response_bytes = 1000;
    const auto fits = f.ask(request);
    ASSERT_TRUE(fits) << failure_text(fits);
    EXPECT_EQ(fits->body.size(), 1000u);

    request.max_response_bytes = 999;
    const auto too_long = f.ask(request);
    ASSERT_FALSE(too_long);
    EXPECT_EQ(too_long.error().code, errc::too_large);
    EXPECT_TRUE(too_long.error().may_have_arrived);
    EXPECT_THAT(too_long.error().message, testing::EndsWith("is longer than 999 bytes"));
}

TEST(HttpClientBody, FarTooLong_EndsTheConnectionAndTakesNoMemory)
{
    scripted_server server(three_hundred_megabytes);
    client_fixture f;
    const auto before = peak_memory();
    const auto got = f.ask(get(server.url()));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::too_large);
    EXPECT_TRUE(server.wait_until_deserted());
    EXPECT_LT(peak_memory() - before, 40 * 1024u);
}

TEST(HttpClientBody, Streamed_IsNotStored)
{
    scripted_server server(three_hundred_megabytes);
    client_fixture f;
    std::size_t bytes = 0;
    auto request = get(server.url());
    request.max_response_bytes = 1000 * mebibyte;
    request.deadline = std::chrono::minutes(1);
    request.on_body = [&](unsigned status, std::string_view piece)
    {
        EXPECT_EQ(status, 200u);
        bytes += piece.size();
        return true;
    };
    const auto before = peak_memory();
    const auto got = f.ask(std::move(request));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(bytes, 300 * mebibyte);
    EXPECT_EQ(got->wire_bytes, 300 * mebibyte);
    EXPECT_EQ(got->body, "");
    EXPECT_LT(peak_memory() - before, 40 * 1024u);
}

TEST(HttpClientBody, StreamedAndRefused_IsMalformed)
{
    scripted_server server([](const seen_request&) { return answer(404, "not what I want"); });
    client_fixture f;
    auto request = get(server.url());
    request.on_body = [](unsigned status, std::string_view piece)
    {
        EXPECT_EQ(status, 404u);
        EXPECT_EQ(piece, "not what I want");
        return false;
    };
    const auto got = f.ask(std::move(request));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::malformed_input);
    EXPECT_TRUE(got.error().may_have_arrived);
}

TEST(HttpClientBody, ReceiverThatThrows_EndsOnlyItsTransfer)
{
    scripted_server server([](const seen_request&) { return answer(200, "body"); });
    client_fixture f;
    auto request = get(server.url());
    request.on_body = [](unsigned, std::string_view) -> bool { throw std::runtime_error("no"); };
    ASSERT_FALSE(f.ask(std::move(request)));
    EXPECT_TRUE(f.ask(get(server.url())));
}

TEST(HttpClientBody, Gzip_IsUndone)
{
    const std::string text(100'000, 'x');
    const auto packed = gzip(text);
    scripted_server server([&](const seen_request&) { return answer(200, packed, gzip_header); });
    client_fixture f;
    const auto got = f.ask(get(server.url()));
    ASSERT_TRUE(got) << failure_text(got);
    EXPECT_EQ(got->body, text);
    EXPECT_EQ(got->wire_bytes, packed.size());
}

TEST(HttpClientBody, PlainLoopback_IsNotAskedToCompress)
{
    scripted_server server([](const seen_request&) { return answer(200, "body"); });
    client_fixture f;
    ASSERT_TRUE(f.ask(get(server.url())));
    EXPECT_EQ(server.requests().at(0).header("accept-encoding"), "");
    auto request = get(server.url());
    request.headers.push_back({"Accept-Encoding", "gzip"});
    ASSERT_TRUE(f.ask(std::move(request)));
    EXPECT_EQ(server.requests().at(1).header("accept-encoding"), "gzip");
}

TEST(HttpClientBody, GzipBomb_IsCutAtTheLimit)
{
    // 200 MiB in 200 KiB.
    const auto packed = gzip(std::string(200 * mebibyte, '\0'));
    ASSERT_LT(packed.size(), mebibyte);
    scripted_server server([&](const seen_request&) { return answer(200, packed, gzip_header); });
    client_fixture f;
    const auto got = f.ask(get(server.url()));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::too_large);
}

TEST(HttpClientBody, GzipThatIsNone_IsAFailure)
{
    auto cut = gzip("some text that is long enough to be cut in two, once and for all");
    auto corrupt = cut;
    corrupt[15] = static_cast<char>(corrupt[15] ^ 0x55);
    for (const auto& bytes : {std::string("plainly not gzip"), corrupt})
    {
        scripted_server server([&](const seen_request&) { return answer(200, bytes, gzip_header); });
        client_fixture f;
        const auto got = f.ask(get(server.url()));
        ASSERT_FALSE(got);
        EXPECT_TRUE(got.error().may_have_arrived);
        EXPECT_THAT(got.error().message, testing::HasSubstr("cannot be decompressed"));
    }
}
