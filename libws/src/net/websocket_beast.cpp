#include "websocket_beast.hpp"

#include "listener_link.hpp"
#include "outbox.hpp"
#include "websocket_handshake.hpp"

#include <ws/base/log.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace ws::net
{
namespace
{

class beast_websocket final : public websocket,
                              public outbox_owner,
                              public websocket_registry::member,
                              public send_budget::member
{
public:
    beast_websocket(
        tcp_socket socket, const websocket_options& options, timer_wheel& wheel, send_budget& budget,
        websocket_registry& registry);
    ~beast_websocket();

    void accept(const http_request& request, std::string_view subprotocol, websocket_opener opener);

    void send(frame_ptr f, frame_kind kind) override;
    void read_next() override;
    void close(std::uint16_t code, std::string_view reason, bool drop_queue) override;
    std::size_t queued_bytes() const noexcept override { return box_.queue().bytes(); }
    std::size_t queued_reply_bytes() const noexcept override
    {
        return box_.queue().bytes(send_queue::kind::reply);
    }

private:
    using self_ptr = boost::intrusive_ptr<beast_websocket>;

    void open(const websocket_opener& opener);
    void read_some();
    void on_read(const error_code& ec, std::size_t bytes);
    void deliver();
    /// A listener that throws loses its connection.
    template <class Call>
    void tell(Call call)
    {
        if (!listener_.tell(call))
            close(1011, "internal server error", false);
    }

    void on_flushed(std::size_t taken) override;
    void on_write_failed(const error_code& ec) override;
    void on_close_frame(std::uint16_t code) override;
    void on_flood(frame_meter::verdict what) override;
    void on_over_budget() override;
    void abort() override;

    void watch_stall(std::size_t taken);
    void set_deadline(std::chrono::milliseconds delay);
    void on_deadline();

    void end(const error_code& ec, bool by_reset = false);
    void finish();

    using stream = beast::websocket::stream<outbox&, false>; // deflate costs a window a connection

    outbox box_;
    std::optional<stream> stream_; ///< until on_closed has been called
    const websocket_options& options_;
    timer_wheel& wheel_;
    send_budget& budget_;
    websocket_registry& registry_;
    self_ptr self_; ///< until on_closed has been called
    listener_link listener_;
    /// Write stall, or once closing the end of the peer's time to answer.
    std::unique_ptr<timer_wheel::timer> deadline_;
    std::string message_; ///< what has arrived of the current message, and room for more
    std::size_t received_ = 0;
    bool reading_ = false;
    bool delivering_ = false;
    bool read_wanted_ = false; ///< read_next() was called from on_message()
    bool closing_ = false;     ///< a close frame is queued or about to be
    bool closing_by_us_ = false;
    bool ended_ = false;
};

beast_websocket::beast_websocket(
    tcp_socket socket, const websocket_options& options, timer_wheel& wheel, send_budget& budget,
    websocket_registry& registry)
    : box_(std::move(socket), *this, wheel), stream_(std::in_place, box_), options_(options), wheel_(wheel),
      budget_(budget), registry_(registry), self_(this)
{
    stream_->read_message_max(options.max_message_bytes);
    stream_->auto_fragment(false);
    registry_.add(*this);
}

beast_websocket::~beast_websocket()
{
    budget_.set(*this, 0);
    registry_.remove(*this);
}

void beast_websocket::accept(
    const http_request& request, std::string_view subprotocol, websocket_opener opener)
{
    // Called before async_accept returns: the view may be captured.
    stream_->set_option(beast::websocket::stream_base::decorator(
        [subprotocol](beast::websocket::response_type& answer) { complete_handshake(answer, subprotocol); }));
    const auto minimal = handshake_request(request);
    stream_->async_accept(
        minimal,
        [self = self_ptr(this), opener = std::move(opener)](const error_code& ec)
        {
            if (ec)
                self->end(ec, true);
            else if (!self->ended_)
                self->open(opener);
        });
    // What is set last is kept for good.
    stream_->set_option(beast::websocket::stream_base::decorator([](beast::websocket::response_type&) {}));
}

void beast_websocket::open(const websocket_opener& opener)
{
    stream_->control_callback(
        [this](beast::websocket::frame_type type, beast::string_view)
        {
            if (type != beast::websocket::frame_type::close)
                return;
            const auto& peer = stream_->reason();
            const bool has_code = peer.code != beast::websocket::close_code::none;
            listener_.set_cause(
                {.code = has_code ? peer.code : std::uint16_t{1005},
                 .reason = std::string(peer.reason.data(), peer.reason.size()),
                 .by_peer = true});
        });
    try
    {
        listener_.attach(opener(*this));
    }
    catch (const std::exception& e)
    {
        log::error("websocket_open_failed", {{"error", e.what()}});
    }
    if (!listener_.attached())
        end({}, true);
}

void beast_websocket::send(frame_ptr f, frame_kind kind)
{
    if (!closing_ && !ended_)
        box_.send(std::move(f), kind == frame_kind::reply ? send_queue::kind::reply : send_queue::kind::push);
}

void beast_websocket::read_next()
{
    if (delivering_)
        read_wanted_ = true; // the message is still in use
    else if (!reading_ && !closing_ && !ended_)
        read_some();
}

void beast_websocket::read_some()
{
    reading_ = true;
    // Nothing is allocated for a message before its first bytes are here: they
    // go into the string's own few bytes. After that at most twice as much as
    // has come: a header that announces 64 KiB is cheap to send.
    if (received_ == message_.size())
    {
        const std::size_t announced = received_ == 0 ? message_.capacity() : stream_->read_size_hint(1);
        message_.resize(received_ + std::min(announced, std::max<std::size_t>(received_, 4096)));
    }
    stream_->async_read_some(
        asio::buffer(message_.data() + received_, message_.size() - received_),
        [self = self_ptr(this)](const error_code& ec, std::size_t bytes) { self->on_read(ec, bytes); });
}

void beast_websocket::on_read(const error_code& ec, std::size_t bytes)
{
    reading_ = false;
    received_ += bytes;
    if (ended_ || closing_by_us_)
        return; // the closing operation goes on from here
    if (ec)
        end(ec);
    else if (!stream_->is_message_done())
        read_some();
    else
        deliver();
}

void beast_websocket::deliver()
{
    delivering_ = true;
    tell([this](websocket_listener& l)
         { l.on_message(std::string_view(message_).substr(0, received_), stream_->got_text()); });
    delivering_ = false;
    std::string().swap(message_); // gives the memory back, which assignment would keep
    received_ = 0;
    if (std::exchange(read_wanted_, false))
        read_next();
}

void beast_websocket::close(std::uint16_t code, std::string_view reason, bool drop_queue)
{
    if (closing_ || ended_)
        return;
    const std::string_view fitting = log::excerpt(reason, 123); // RFC 6455 §5.5
    listener_.set_cause({.code = code, .reason = std::string(fitting)});
    closing_ = true;
    closing_by_us_ = true;
    if (drop_queue)
    {
        box_.drop_unsent();
        budget_.set(*this, box_.queue().bytes());
    }
    set_deadline(options_.close_timeout);
    const beast::websocket::close_reason why(
        static_cast<beast::websocket::close_code>(code), beast::string_view(fitting));
    stream_->async_close(why, [self = self_ptr(this)](const error_code& ec) { self->end(ec); });
}

void beast_websocket::on_flushed(std::size_t taken)
{
    const send_queue& queue = box_.queue();
    const std::size_t waiting = queue.bytes();
    if (waiting > 0 || send_budget::member::is_linked())
        budget_.set(*this, waiting);
    if (budget_.total() > budget_.limit())
        box_.scheduler().enforce_later(budget_);
    if (closing_ || ended_)
        return;
    watch_stall(taken);
    if (queue.bytes(send_queue::kind::push) > options_.queue_limit_bytes)
        tell([](websocket_listener& l) { l.on_overflow(); });
    else if (waiting == 0 && taken > 0)
        tell([](websocket_listener& l) { l.on_drained(); });
}

void beast_websocket::watch_stall(std::size_t taken)
{
    if (box_.queue().empty())
        deadline_.reset();
    else if (taken > 0 || !deadline_)
        set_deadline(options_.write_stall_timeout);
}

void beast_websocket::set_deadline(std::chrono::milliseconds delay)
{
    if (!deadline_)
        deadline_ = std::make_unique<timer_wheel::timer>(wheel_, [this] { on_deadline(); });
    deadline_->schedule_after(delay);
}

void beast_websocket::on_deadline()
{
    if (!closing_ && !box_.queue().empty())
        listener_.set_cause({.reason = "write stalled", .write_stalled = true});
    end({}, true);
}

void beast_websocket::on_write_failed(const error_code& ec)
{
    // The peer may have said goodbye before it hung up: let the read find out.
    if (closing_)
        return; // Beast is told, and the deadline is set
    if (reading_)
        set_deadline(options_.close_timeout);
    else
        end(ec);
}

void beast_websocket::on_close_frame(std::uint16_t code)
{
    closing_ = true;
    // Neither the peer's nor close()'s: Beast found fault with what it read.
    listener_.set_cause(violation(code));
    if (!closing_by_us_)
        set_deadline(options_.close_timeout);
}

void beast_websocket::on_flood(frame_meter::verdict what)
{
    const bool fragments = what == frame_meter::verdict::too_many_fragments;
    close(1008, fragments ? "too many fragments" : "too many control frames", false);
}

void beast_websocket::on_over_budget()
{
    if (!closing_ && !ended_)
        tell([](websocket_listener& l) { l.on_overflow(); });
}

void beast_websocket::abort()
{
    listener_.set_cause({.reason = "aborted"});
    end({}, true);
}

void beast_websocket::end(const error_code& ec, bool by_reset)
{
    if (ended_)
        return;
    ended_ = true;
    listener_.set_cause({.reason = ec ? ec.message() : std::string(), .by_peer = true});
    deadline_.reset();
    box_.close(by_reset);
    budget_.set(*this, 0);
    asio::post(box_.get_executor(), [self = self_ptr(this)] { self->finish(); });
}

void beast_websocket::finish()
{
    const self_ptr alive = std::move(self_);
    // Beast keeps operations that wait for each other, and they keep us: were one
    // never woken again, nobody would be freed.
    stream_.reset();
    listener_.tell_closed();
}

} // namespace

void accept_websocket(
    tcp_socket socket, const http_request& request, std::string_view subprotocol, websocket_opener open,
    const websocket_options& options, timer_wheel& wheel, send_budget& budget, websocket_registry& registry)
{
    error_code ignored; // a socket that is broken already says so when it is used
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    // Owns itself from here on.
    auto* connection = new beast_websocket(std::move(socket), options, wheel, budget, registry);
    connection->accept(request, subprotocol, std::move(open));
}

} // namespace ws::net
