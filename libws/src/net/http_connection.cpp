#include "http_connection.hpp"

#include "http_body.hpp"
#include "lingering_close.hpp"

#include <ws/net/header_tokens.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace ws::net
{
namespace
{

constexpr std::size_t head_read_bytes = 4 * 1024;
constexpr std::size_t body_read_bytes = 16 * 1024;
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view no_body;

/// A body that a decoder would have to blow up first is not taken, whichever line says so.
bool is_encoded(const http_request& request)
{
    return std::ranges::any_of(
        request.headers, [](const http_header& h)
        { return same_text(h.name, "Content-Encoding") && !same_text(h.value, "identity"); });
}

using two_buffers = std::array<asio::const_buffer, 2>;

void consume(two_buffers& buffers, std::size_t n)
{
    for (auto& buffer : buffers)
    {
        const auto taken = std::min(n, buffer.size());
        buffer += taken;
        n -= taken;
    }
}

} // namespace

http_connection::http_connection(const http_server_options& options, timer_wheel& wheel, tcp_socket socket)
    : options_(options), wheel_(wheel), socket_(std::move(socket)), deadline_(
                                                                        wheel,
                                                                        [this]
                                                                        {
                                                                            error_code ignored;
                                                                            expired_ = true;
                                                                            socket_.cancel(ignored);
                                                                        })
{
}

void http_connection::stop()
{
    error_code ignored;
    stopped_ = true;
    if (idle_)
        socket_.cancel(ignored);
}

void http_connection::abort()
{
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
}

bool http_connection::has_early_bytes() const
{
    error_code broken; // then the handshake will fail
    return has_unread() || socket_.available(broken) > 0;
}

tcp_socket http_connection::release()
{
    deadline_.cancel();
    return std::move(socket_);
}

void http_connection::set_deadline(std::chrono::milliseconds delay)
{
    expired_ = false;
    deadline_.schedule_after(delay);
}

http_connection::arrival http_connection::refuse(unsigned status, std::string_view reason)
{
    refusal_.status = status;
    refusal_.reason = reason;
    return arrival::refused;
}

task<http_connection::arrival> http_connection::read_head(http_head& head)
{
    const bool waits_from_now = first_ || has_unread();
    set_deadline(waits_from_now ? options_.head_timeout : options_.idle_timeout);

    for (std::size_t scanned = 0;;)
    {
        const auto length = find_head_end(pending(), scanned);
        if (!length)
            co_return refuse(400, "A line does not end with CR LF.");
        if (*length > options_.max_head_bytes || (*length == 0 && buffer_.size() >= options_.max_head_bytes))
            co_return refuse(431, "Request line and headers are too long.");
        if (*length > 0)
            co_return parse_head(*length, head);

        idle_ = !has_unread();
        if (idle_ && stopped_)
            co_return arrival::gone;
        const bool arrived = co_await read_more(head_read_bytes);
        const bool was_idle = std::exchange(idle_, false);
        if (!arrived && expired_ && (first_ || !was_idle))
            co_return refuse(408, "The request's head did not arrive in time.");
        if (!arrived)
            co_return arrival::gone;
        if (was_idle && !first_)
            set_deadline(options_.head_timeout);
    }
}

http_connection::arrival http_connection::parse_head(std::size_t length, http_head& head)
{
    first_ = false;
    auto parsed = parse_http_head(pending().substr(0, length), options_.max_header_fields);
    buffer_.consume(length);
    if (!parsed)
        return refuse(parsed.error().status, parsed.error().reason);
    head = std::move(*parsed);
    return arrival::whole;
}

task<http_connection::arrival> http_connection::read_body(http_head& head, std::size_t limit)
{
    if (is_encoded(head.request))
        co_return refuse(415, "Bodies with a Content-Encoding are not taken.");

    http_body body(head, limit);
    for (bool first_turn = true;; first_turn = false)
    {
        const auto taken = body.feed(pending());
        if (!taken && taken.error() == errc::too_large)
            co_return refuse(413, "The body is too large.");
        if (!taken)
            co_return refuse(400, "The body's chunks are malformed.");
        buffer_.consume(*taken);
        if (body.done())
            break;

        if (first_turn)
        {
            set_deadline(options_.body_timeout);
            if (head.expects_continue && !co_await write(go_on, no_body))
                co_return arrival::gone;
        }
        if (!co_await read_more(body_read_bytes))
            co_return expired_ ? refuse(408, "The body did not arrive in time.") : arrival::gone;
    }
    head.request.body = body.take();
    co_return arrival::whole;
}

/// False: the deadline passed (expired_), stop() or abort() was called, or the peer is gone.
task<bool> http_connection::read_more(std::size_t most)
{
    if (expired_)
        co_return false;
    const auto [ec, n] = co_await socket_.async_read_some(buffer_.prepare(most), asio::as_tuple(use_task));
    buffer_.commit(n);
    co_return !ec;
}

task<bool>
http_connection::send(const http_response& response, std::string_view date, bool with_body, bool close)
{
    out_.clear();
    append_answer_head(out_, response, options_.server_name, date, close);
    std::string_view body;
    if (with_body && has_body(response.status))
        body = response.body;
    if (!co_await write(out_, body))
        co_return false;
    if (close)
    {
        deadline_.cancel();
        co_await lingering_close(socket_, wheel_);
    }
    co_return !close;
}

/// Nearly always the kernel takes all of it in one gathered write: no turn of
/// the event loop is spent on waiting for that.
task<bool> http_connection::write(std::string_view head, std::string_view body)
{
    two_buffers rest{
        asio::const_buffer(head.data(), head.size()), asio::const_buffer(body.data(), body.size())};
    error_code ec;
    consume(rest, socket_.write_some(rest, ec));
    if (ec && ec != asio::error::would_block)
        co_return false;
    if (asio::buffer_size(rest) == 0)
        co_return true;

    // Who takes longer than an idle connection may live is not waited for.
    set_deadline(options_.idle_timeout);
    while (asio::buffer_size(rest) > 0 && !expired_)
    {
        const auto [failed, n] = co_await socket_.async_write_some(rest, asio::as_tuple(use_task));
        consume(rest, n);
        if (failed && !expired_)
            co_return false;
    }
    if (expired_)
        abort(); // or the kernel would keep what is left for as long
    co_return !expired_;
}

} // namespace ws::net
