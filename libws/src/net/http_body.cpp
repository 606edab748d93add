#include "http_body.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace ws::net
{

namespace http = boost::beast::http;

namespace
{

/// A chunk's header line and the trailer have no other limit in Beast's parser.
constexpr std::size_t max_unparsed_bytes = 16 * 1024;

} // namespace

class http_body::chunk_parser : public http::request_parser<http::string_body>
{
public:
    explicit chunk_parser(std::size_t limit)
    {
        // The real head was read by parse_http_head; the parser only has to
        // know that chunks come.
        static constexpr std::string_view head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        error_code ignored;
        body_limit(limit);
        put(boost::asio::buffer(head), ignored);
        eager(true);
    }
};

http_body::http_body(const http_head& head, std::size_t limit)
    : limit_(limit), expected_(head.content_length.value_or(0)),
      chunked_(head.chunked ? std::make_unique<chunk_parser>(limit) : nullptr)
{
}

http_body::~http_body() = default;

result<std::size_t> http_body::feed(std::string_view bytes)
{
    if (done() || (bytes.empty() && expected_ <= limit_))
        return std::size_t{0};
    return chunked_ ? feed_chunked(bytes) : feed_counted(bytes);
}

result<std::size_t> http_body::feed_counted(std::string_view bytes)
{
    if (expected_ > limit_)
        return errc::too_large;
    const auto taken = std::min<std::size_t>(bytes.size(), expected_ - counted_.size());
    // Grows with what arrives: a declared length alone costs no memory.
    counted_.append(bytes.substr(0, taken));
    return taken;
}

result<std::size_t> http_body::feed_chunked(std::string_view bytes)
{
    error_code ec;
    const auto taken = chunked_->put(boost::asio::buffer(bytes), ec);
    if (ec == http::error::body_limit)
        return errc::too_large;
    if (ec && ec != http::error::need_more)
        return errc::malformed_input;
    if (!done() && bytes.size() - taken > max_unparsed_bytes)
        return errc::malformed_input;
    return taken;
}

bool http_body::done() const noexcept
{
    return chunked_ ? chunked_->is_done() : counted_.size() == expected_;
}

std::string http_body::take() { return chunked_ ? std::move(chunked_->get().body()) : std::move(counted_); }

} // namespace ws::net
