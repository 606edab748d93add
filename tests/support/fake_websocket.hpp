#pragma once

#include <ws/net/websocket.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ws::test
{

/// The messages of a payload: what stands between its line feeds.
inline void append_messages(std::vector<std::string>& to, std::string_view payload)
{
    for (std::size_t at = 0;;)
    {
        const std::size_t end = payload.find('\n', at);
        to.emplace_back(payload.substr(at, end - at));
        if (end == std::string_view::npos)
            return;
        at = end + 1;
    }
}

/// A connection without a peer: records what its owner does to it, and the test
/// plays the network. Throws when one of the two breaks the interface's rules.
class fake_websocket final : public net::websocket
{
public:
    struct sent_frame
    {
        std::string payload;
        net::frame_kind kind;
    };
    struct closing
    {
        std::uint16_t code;
        std::string reason;
        bool dropped_queue;
    };

    // What the owner calls.
    void send(net::frame_ptr f, net::frame_kind kind) override
    {
        if (!alive)
            throw std::logic_error("send() after on_closed");
        if (closed_with)
            return;
        frames.push_back({std::string(f->payload()), kind});
    }
    void read_next() override
    {
        if (!alive)
            throw std::logic_error("read_next() after on_closed");
        wants_message = true;
        ++reads;
    }
    void close(std::uint16_t code, std::string_view reason, bool drop_queue) override
    {
        if (!alive)
            throw std::logic_error("close() after on_closed");
        if (!closed_with)
            closed_with = closing{code, std::string(reason), drop_queue};
    }
    std::size_t queued_bytes() const noexcept override { return reply_bytes; }
    std::size_t queued_reply_bytes() const noexcept override { return reply_bytes; }

    // What the test plays.
    void deliver(std::string_view payload, bool is_text = true)
    {
        if (!wants_message)
            throw std::logic_error("nobody has asked for a message");
        wants_message = false;
        // A buffer of its own: whoever keeps a view longer than the call is found out.
        const auto buffer = std::make_unique<std::string>(payload);
        listener->on_message(*buffer, is_text);
    }
    void drained() { listener->on_drained(); }
    void overflow() { listener->on_overflow(); }
    void end(const net::close_cause& cause = {})
    {
        if (!alive)
            return;
        const auto last = std::move(listener);
        last->on_closed(cause);
        alive = false;
    }

    /// Messages sent since the last call, in order, whatever frames they came in.
    std::vector<std::string> take()
    {
        std::vector<std::string> messages;
        for (; taken_ < frames.size(); ++taken_)
            append_messages(messages, frames[taken_].payload);
        return messages;
    }

    std::shared_ptr<net::websocket_listener> listener;
    std::vector<sent_frame> frames;
    std::optional<closing> closed_with;
    std::size_t reply_bytes = 0; ///< what queued_reply_bytes() says
    std::size_t reads = 0;
    bool wants_message = false;
    bool alive = true;

private:
    std::size_t taken_ = 0;
};

} // namespace ws::test
