#pragma once

#include "flush_scheduler.hpp"
#include "frame_meter.hpp"
#include "send_queue.hpp"

#include <ws/base/error.hpp>
#include <ws/net/executor.hpp>
#include <ws/net/timer_wheel.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/buffers_iterator.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/async_base.hpp>
#include <boost/beast/core/buffers_prefix.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cassert>
#include <string>

namespace ws::net
{

namespace beast = boost::beast;

/// The connection an outbox belongs to; what waits for the socket keeps it alive.
class outbox_owner : public boost::intrusive_ref_counter<outbox_owner, boost::thread_unsafe_counter>
{
public:
    virtual ~outbox_owner() = default;

    /// A flush has ended. `taken`: bytes the kernel accepted.
    virtual void on_flushed(std::size_t taken) = 0;
    /// Nothing can be written any more; the queue is empty now.
    virtual void on_write_failed(const error_code& ec) = 0;
    /// Beast queued a close frame of this code, the last thing that is sent.
    virtual void on_close_frame(std::uint16_t code) = 0;
    /// The peer sends more frames than is decent. Told once; it goes on being read.
    virtual void on_flood(frame_meter::verdict what) = 0;
};

/// The layer under Beast's websocket::stream: reads go to the socket, writes
/// into the send queue of the connection, whole, beside our own frames. One
/// gathered write per turn of the event loop takes them from there.
class outbox final : public flush_scheduler::entry
{
public:
    using executor_type = executor;

    outbox(tcp_socket socket, outbox_owner& owner, const timer_wheel& clock);
    outbox(const outbox&) = delete;
    outbox& operator=(const outbox&) = delete;

    executor_type get_executor() { return socket_.get_executor(); }
    tcp_socket& socket() noexcept { return socket_; }
    [[nodiscard]] const send_queue& queue() const noexcept { return queue_; }
    flush_scheduler& scheduler() noexcept { return scheduler_; }

    void send(frame_ptr f, send_queue::kind k);
    void drop_unsent() { queue_.drop_unsent(); }

    /// Ends the connection now; with `by_reset` the kernel drops what it holds
    /// and tells the peer so. What waits completes with operation_aborted.
    void close(bool by_reset);

    /// Ends the connection properly: all that is queued is sent, our half is shut
    /// down, then what the peer still sends is swallowed until it does the same (or
    /// sends too much). Closing at once could make the kernel send a reset, which may
    /// take our close frame with it. `done(error_code)` is never called from inside.
    /// There is no deadline here: close() ends the wait.
    void finish(asio::any_completion_handler<void(error_code)> done);

    // What Beast wants of its next layer.
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token);
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token);

private:
    template <class Handler, class Buffers>
    class metered_read;

    void flush() override;
    std::size_t write_out();
    void wait_writable();
    void fail(const error_code& ec);
    void half_close();
    void swallow();
    void complete_finish(const error_code& ec);

    /// Takes over what Beast writes.
    void take(std::string bytes);
    template <class Buffers>
    void meter(const Buffers& buffers, std::size_t bytes);
    void report_flood(frame_meter::verdict what);

    tcp_socket socket_;
    outbox_owner& owner_;
    const timer_wheel& clock_;
    flush_scheduler& scheduler_;
    send_queue queue_;
    asio::any_completion_handler<void(error_code)> on_finished_;
    std::size_t swallowed_ = 0;
    error_code broken_;
    bool waiting_ = false; ///< for the socket to become writable
    bool half_closed_ = false;
    bool flooded_ = false;
    frame_meter meter_;
};

/// Tells the meter what arrived before Beast sees it.
template <class Handler, class Buffers>
class outbox::metered_read : public beast::async_base<Handler, executor>
{
public:
    metered_read(Handler handler, outbox& box, const Buffers& buffers)
        : beast::async_base<Handler, executor>(std::move(handler), box.get_executor()), box_(box),
          buffers_(buffers)
    {
        box.socket_.async_read_some(buffers, std::move(*this));
    }

    void operator()(const error_code& ec, std::size_t bytes)
    {
        box_.meter(buffers_, bytes);
        this->complete_now(ec, bytes);
    }

private:
    outbox& box_;
    Buffers buffers_;
};

template <class Buffers, class Token>
auto outbox::async_read_some(const Buffers& buffers, Token&& token)
{
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, const Buffers& into)
        { metered_read<decltype(handler), Buffers>(std::move(handler), *this, into); },
        token, buffers);
}

template <class Buffers, class Token>
auto outbox::async_write_some(const Buffers& buffers, Token&& token)
{
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, const Buffers& from)
        {
            const std::size_t bytes = asio::buffer_size(from);
            // Asio cuts what is longer into pieces, and a piece is no frame.
            assert(bytes < 65'536);
            if (!broken_)
                take(std::string(asio::buffers_begin(from), asio::buffers_end(from)));
            asio::post(
                get_executor(), asio::append(std::move(handler), broken_, broken_ ? std::size_t{0} : bytes));
        },
        token, buffers);
}

template <class Buffers>
void outbox::meter(const Buffers& buffers, std::size_t bytes)
{
    if (flooded_)
        return;
    const auto arrived = beast::buffers_prefix(bytes, buffers);
    for (const asio::const_buffer b : beast::buffers_range_ref(arrived))
    {
        const auto verdict = meter_.feed({static_cast<const char*>(b.data()), b.size()}, clock_.now());
        if (verdict != frame_meter::verdict::fine)
            return report_flood(verdict);
    }
}

/// Beast's way to end a connection properly.
template <class Handler>
void async_teardown(beast::role_type, outbox& box, Handler&& handler)
{
    box.finish(std::forward<Handler>(handler));
}

/// Beast's way to end it improperly.
inline void beast_close_socket(outbox& box) { box.close(true); }

} // namespace ws::net
