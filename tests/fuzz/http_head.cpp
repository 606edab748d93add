#include "net/http_head.hpp"

#include "net/http_body.hpp"
#include "require.hpp"

#include <ws/net/header_tokens.hpp>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace
{

namespace http = boost::beast::http;
using namespace ws::net;

constexpr std::size_t max_fields = 100;
constexpr std::size_t max_body = 4096;

/// The head at the front of `bytes` when they arrive `piece` at a time; nothing
/// while it is incomplete or when it cannot become one.
std::optional<std::string_view> head_of(std::string_view bytes, std::size_t piece)
{
    std::size_t scanned = 0;
    for (std::size_t arrived = 0; arrived < bytes.size();)
    {
        arrived = std::min(arrived + piece, bytes.size());
        const auto end = find_head_end(bytes.substr(0, arrived), scanned);
        if (!end)
            return std::nullopt;
        if (*end > 0)
            return bytes.substr(0, *end);
    }
    return std::nullopt;
}

bool is_clean(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void check_form(const http_head& head)
{
    const auto& request = head.request;
    require(is_token(request.method), "a method is a token");
    require(request.path == "*" || request.path.starts_with('/'), "a path begins with a slash");
    require(is_clean(request.path) && is_clean(request.query), "a target has no line breaks");
    require(request.headers.size() <= max_fields, "the fields are counted");
    require(request.header_count("Host") <= 1, "there is one Host");
    require(request.header_count("Content-Length") <= 1, "there is one Content-Length");
    require(request.header_count("Transfer-Encoding") <= 1, "there is one Transfer-Encoding");
    require(!(head.chunked && head.content_length), "one rule says where the body ends");
    require(!head.chunked || head.http_1_1, "HTTP/1.0 has no chunks");
    for (const auto& header : request.headers)
        require(is_token(header.name) && is_clean(header.value), "a header has a proper name and value");
}

/// Where Beast takes a head too, both must see the same request end at the same byte.
void check_against_beast(std::string_view bytes, const http_head& head)
{
    http::request_parser<http::empty_body> other;
    boost::system::error_code ec;
    other.body_limit(boost::none);
    if (bytes.starts_with("\r\n"))
        bytes.remove_prefix(2);
    other.put(boost::asio::buffer(bytes), ec);
    if (ec || !other.is_header_done())
        return;
    const auto& fields = other.get();
    require(std::string_view(fields.method_string()) == head.request.method, "the same method");
    require(other.chunked() == head.chunked, "the same coding");
    require(
        head.chunked || other.content_length().value_or(0) == head.content_length.value_or(0),
        "the same length");
    require(!other.keep_alive() || head.keep_alive || !head.http_1_1, "the same end of the connection");
    const auto count = static_cast<std::size_t>(std::distance(fields.begin(), fields.end()));
    require(count == head.request.headers.size(), "the same number of fields");
}

struct received
{
    bool failed = false;
    bool done = false;
    std::size_t taken = 0;
    std::string body;

    bool operator==(const received&) const = default;
};

received receive(const http_head& head, std::string_view stream, std::size_t piece)
{
    http_body body(head, max_body);
    received out;
    for (std::size_t arrived = 0; !body.done();)
    {
        const auto taken = body.feed(stream.substr(out.taken, arrived - out.taken));
        if (!taken)
        {
            out.failed = true;
            out.taken = 0;
            return out;
        }
        out.taken += *taken;
        if (arrived == stream.size())
            break;
        arrived = std::min(arrived + piece, stream.size());
    }
    out.done = body.done();
    if (out.done)
        out.body = body.take();
    return out;
}

/// Given all at once (in pieces it may assert), Beast must see the same body.
void check_chunks_against_beast(std::string_view stream, const received& ours)
{
    http::request_parser<http::string_body> other;
    boost::system::error_code ec;
    other.eager(true);
    const auto request = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(stream);
    auto taken = other.put(boost::asio::buffer(request), ec);
    if (ec || !other.is_done())
        return;
    require(other.get().body() == ours.body, "the same chunks");
    require(taken == request.size() - stream.size() + ours.taken, "the same end of the chunks");
}

void check_body(const http_head& head, std::string_view stream)
{
    const auto whole = receive(head, stream, stream.size() + 1);
    require(whole.body.size() <= max_body, "the limit holds");
    require(whole.taken <= stream.size(), "no more is taken than came");
    const auto bytewise = receive(head, stream, 1);
    require(
        whole.failed == bytewise.failed && whole.done == bytewise.done, "pieces do not matter to the end");
    require(!whole.done || whole == bytewise, "pieces do not matter to the body");
    if (head.chunked && whole.done)
        check_chunks_against_beast(stream, whole);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto head_bytes = head_of(bytes, bytes.size() + 1);
    require(head_bytes == head_of(bytes, 1), "pieces do not matter to the head");

    // A head that was cut off anywhere is refused, not misread.
    (void)parse_http_head(bytes, max_fields);
    if (!head_bytes)
        return 0;
    const auto head = parse_http_head(*head_bytes, max_fields);
    if (!head)
        return 0;
    check_form(*head);
    check_against_beast(*head_bytes, *head);
    check_body(*head, bytes.substr(head_bytes->size()));
    return 0;
}
