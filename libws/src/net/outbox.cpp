#include "outbox.hpp"

#include <array>
#include <cerrno>
#include <numeric>
#include <sys/socket.h>

namespace ws::net
{
namespace
{

constexpr std::size_t buffers_per_write = 64;
constexpr std::size_t most_swallowed = 1024 * 1024;

/// The code in an unmasked close frame (RFC 6455 §5.5.1); 1005: it has none.
std::uint16_t close_code_of(std::string_view frame)
{
    if (frame.size() < 4)
        return 1005;
    return static_cast<std::uint16_t>(
        static_cast<std::uint8_t>(frame[2]) << 8 | static_cast<std::uint8_t>(frame[3]));
}

} // namespace

outbox::outbox(tcp_socket socket, outbox_owner& owner, const timer_wheel& clock)
    : socket_(std::move(socket)), owner_(owner), clock_(clock),
      scheduler_(asio::use_service<flush_scheduler>(socket_.get_executor().context()))
{
}

void outbox::send(frame_ptr f, send_queue::kind k)
{
    if (!broken_ && queue_.push(std::move(f), k))
        scheduler_.schedule(*this);
}

void outbox::take(std::string bytes)
{
    constexpr char close_frame = static_cast<char>(0x88); // the handshake answer starts with 'H'
    const bool is_close = bytes.starts_with(close_frame);
    const std::uint16_t code = is_close ? close_code_of(bytes) : std::uint16_t{0};
    send(frame::encoded(std::move(bytes)), send_queue::kind::raw);
    if (is_close)
    {
        queue_.seal();
        owner_.on_close_frame(code);
    }
}

void outbox::report_flood(frame_meter::verdict what)
{
    flooded_ = true;
    // Later, for Beast comes first: if the bytes are no frames at all, it closes
    // with the code for that.
    asio::post(
        get_executor(),
        [this, alive = boost::intrusive_ptr<outbox_owner>(&owner_), what] { owner_.on_flood(what); });
}

void outbox::flush()
{
    const boost::intrusive_ptr<outbox_owner> alive(&owner_);
    // While the socket is full there is nothing to gain by asking again, but
    // the owner wants to know how much waits.
    const std::size_t taken = waiting_ || broken_ ? 0 : write_out();
    if (broken_)
        return;
    owner_.on_flushed(taken);
    if (queue_.empty() && on_finished_ && !half_closed_)
        half_close();
}

std::size_t outbox::write_out()
{
    std::array<iovec, buffers_per_write> buffers;
    std::size_t taken = 0;
    while (!queue_.empty())
    {
        const std::size_t count = queue_.gather(buffers);
        const std::size_t offered = std::accumulate(
            buffers.begin(), buffers.begin() + static_cast<std::ptrdiff_t>(count), std::size_t{0},
            [](std::size_t sum, const iovec& b) { return sum + b.iov_len; });
        msghdr message{};
        message.msg_iov = buffers.data();
        message.msg_iovlen = count;
        const ssize_t written = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        {
            fail(error_code(errno, boost::system::system_category()));
            return taken;
        }
        const std::size_t accepted = written < 0 ? 0 : static_cast<std::size_t>(written);
        if (accepted > 0)
            scheduler_.count_write(accepted);
        queue_.consume(accepted);
        taken += accepted;
        if (accepted < offered)
        {
            wait_writable();
            break;
        }
    }
    return taken;
}

void outbox::wait_writable()
{
    waiting_ = true;
    socket_.async_wait(
        tcp_socket::wait_write,
        [this, alive = boost::intrusive_ptr<outbox_owner>(&owner_)](const error_code& ec)
        {
            waiting_ = false;
            if (ec && !broken_)
                fail(ec);
            flush();
        });
}

void outbox::fail(const error_code& ec)
{
    broken_ = ec;
    queue_.clear();
    unlink();
    complete_finish(broken_);
    owner_.on_write_failed(ec);
}

void outbox::close(bool by_reset)
{
    error_code ignored;
    if (by_reset && socket_.is_open())
        socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
    if (broken_)
        return;
    broken_ = asio::error::operation_aborted;
    queue_.clear();
    unlink();
    complete_finish(broken_);
}

void outbox::finish(asio::any_completion_handler<void(error_code)> done)
{
    assert(!on_finished_);
    on_finished_.swap(done); // Boost 1.81: its assignment never returns
    if (broken_)
        complete_finish(broken_);
    else if (queue_.empty())
        half_close();
}

void outbox::half_close()
{
    half_closed_ = true;
    error_code ignored; // a peer that has gone is found out by reading
    socket_.shutdown(tcp_socket::shutdown_send, ignored);
    socket_.non_blocking(true, ignored);
    swallow();
}

void outbox::swallow()
{
    socket_.async_wait(
        tcp_socket::wait_read,
        [this, alive = boost::intrusive_ptr<outbox_owner>(&owner_)](error_code ec)
        {
            if (broken_)
                return;
            std::array<char, 4096> scrap;
            if (!ec)
                swallowed_ += socket_.read_some(asio::buffer(scrap), ec);
            if (ec == asio::error::would_block || (!ec && swallowed_ <= most_swallowed))
                swallow();
            else
                complete_finish(ec == asio::error::eof ? error_code() : ec);
        });
}

void outbox::complete_finish(const error_code& ec)
{
    if (on_finished_)
        asio::post(get_executor(), asio::append(std::move(on_finished_), ec));
}

} // namespace ws::net
