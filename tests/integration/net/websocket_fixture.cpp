#include "websocket_fixture.hpp"

#include <ws/base/error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

namespace ws::net
{
namespace
{

class recording_listener final : public websocket_listener
{
public:
    recording_listener(Websocket& test, websocket& connection) : test_(test), connection_(connection) {}

    void on_message(std::string_view payload, bool is_text) override
    {
        add({.what = websocket_event::message, .payload = std::string(payload), .is_text = is_text});
        if (test_.echoes)
            connection_.send(frame::text(payload), frame_kind::reply);
        if (test_.reads_on)
            connection_.read_next();
        if (test_.on_message)
            test_.on_message();
    }

    void on_drained() override { add({.what = websocket_event::drained}); }
    void on_overflow() override { add({.what = websocket_event::overflow}); }
    void on_closed(const close_cause& cause) override
    {
        add({.what = websocket_event::closed, .cause = cause});
    }

private:
    void add(websocket_event e)
    {
        EXPECT_FALSE(test_.owner_is_calling);
        e.from = &connection_;
        test_.events.add(std::move(e));
    }

    Websocket& test_;
    websocket& connection_;
};

} // namespace

void event_log::add(websocket_event e)
{
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(e));
    added_.notify_one();
}

websocket_event event_log::next()
{
    std::unique_lock lock(mutex_);
    if (!added_.wait_for(lock, std::chrono::seconds(30), [this] { return !events_.empty(); }))
        throw std::runtime_error("the listener is told nothing");
    auto e = std::move(events_.front());
    events_.pop_front();
    return e;
}

websocket_event event_log::next(websocket_event::kind what)
{
    for (;;)
        if (auto e = next(); e.what == what)
            return e;
}

std::size_t event_log::count(websocket_event::kind what)
{
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count_if(
        events_.begin(), events_.end(), [what](const websocket_event& e) { return e.what == what; }));
}

unsigned received_frame::close_code() const
{
    if (opcode != 8 || payload.size() < 2)
        return 0;
    return static_cast<unsigned>(static_cast<unsigned char>(payload[0])) << 8 |
           static_cast<unsigned char>(payload[1]);
}

std::string client_frame(unsigned first, std::string_view payload)
{
    constexpr std::array<char, 4> mask{0x37, static_cast<char>(0xfa), 0x21, 0x3d};
    std::string out(1, static_cast<char>(first));
    const unsigned length_bytes = payload.size() < 126 ? 0 : payload.size() < 65'536 ? 2 : 8;
    const std::size_t short_length = length_bytes == 0 ? payload.size() : length_bytes == 2 ? 126 : 127;
    out.push_back(static_cast<char>(0x80 | short_length));
    for (unsigned i = length_bytes; i > 0; --i)
        out.push_back(static_cast<char>(payload.size() >> (8 * (i - 1))));
    out.append(mask.data(), mask.size());
    for (std::size_t i = 0; i < payload.size(); ++i)
        out.push_back(static_cast<char>(payload[i] ^ mask[i % 4]));
    return out;
}

std::string client_text(std::string_view payload) { return client_frame(0x81, payload); }

std::string client_close(unsigned code, std::string_view reason)
{
    const char high = static_cast<char>(code >> 8);
    const char low = static_cast<char>(code & 0xff);
    return client_frame(0x88, std::string{high, low} + std::string(reason));
}

received_frame websocket_peer::read_frame()
{
    const auto have = [this](std::size_t bytes)
    {
        while (arrived_.size() < bytes)
        {
            const auto more = read_some();
            if (more.empty())
                return false;
            arrived_ += more;
        }
        return true;
    };
    if (!have(2))
        return {};
    std::size_t length = static_cast<unsigned char>(arrived_[1]);
    const std::size_t length_bytes = length < 126 ? 0 : length == 126 ? 2 : 8;
    if (!have(2 + length_bytes))
        return {};
    if (length_bytes > 0)
        length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i)
        length = length << 8 | static_cast<unsigned char>(arrived_[2 + i]);
    if (!have(2 + length_bytes + length))
        return {};
    received_frame frame{
        static_cast<unsigned>(arrived_[0] & 0x0f), arrived_.substr(2 + length_bytes, length)};
    arrived_.erase(0, 2 + length_bytes + length);
    return frame;
}

Websocket::Websocket()
{
    opener = [this](websocket& opened) -> std::shared_ptr<websocket_listener>
    {
        connection = &opened;
        opened.read_next();
        events.add({.what = websocket_event::opened});
        return std::make_shared<recording_listener>(*this, opened);
    };
    acceptor.open(asio::ip::tcp::v4());
    acceptor.bind({asio::ip::address_v4::loopback(), 0});
    acceptor.listen();
    port = acceptor.local_endpoint().port();
    accept();
    thread = std::thread([this] { io.run(); });
}

Websocket::~Websocket()
{
    on_loop(
        [this]
        {
            acceptor.close();
            registry.abort_all();
        });
    busy.reset();
    // Ends once no connection has anything under way any more.
    thread.join();
    EXPECT_EQ(registry.size(), 0U);
}

void Websocket::accept()
{
    acceptor.async_accept(
        [this](const error_code& ec, tcp_socket socket)
        {
            if (ec)
                return;
            socket.set_option(asio::socket_base::send_buffer_size(64 * 1024));
            http_request request;
            request.headers.push_back({"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="});
            accept_websocket(
                std::move(socket), request, subprotocol, opener, options, wheel, budget, registry);
            accept();
        });
}

void Websocket::connect(websocket_peer& peer)
{
    on_loop([] {});
    peer.connect(port);
}

void Websocket::open(websocket_peer& peer)
{
    connect(peer);
    EXPECT_EQ(peer.read_answer(true).status, 101U);
    events.next(websocket_event::opened);
}

void Websocket::advance(std::chrono::milliseconds by)
{
    on_loop(
        [&]
        {
            owner_is_calling = false; // the wheel's turn
            wheel.advance(wheel.now() + by);
        });
}

void Websocket::send_text(std::string_view payload, frame_kind kind)
{
    on_loop([&] { connection->send(frame::text(payload), kind); });
}

void Websocket::close(std::uint16_t code, std::string_view reason, bool drop_queue)
{
    on_loop([&] { connection->close(code, reason, drop_queue); });
}

void Websocket::fill_queue(std::size_t more)
{
    const std::string chunk(60'000, 'x');
    const auto queued = [this] { return on_loop([this] { return connection->queued_bytes(); }); };
    while (queued() < more)
    {
        on_loop([&] { connection->send(frame::text(chunk), frame_kind::push); });
        on_loop([] {}); // the flush is behind us
    }
}

} // namespace ws::net
