#pragma once

#include <ws/net/frame.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ws::net
{

/// What a queued frame counts as: an answer to the peer's own command does not
/// make the peer a slow reader, what others send it does.
enum class frame_kind : std::uint8_t
{
    reply,
    push,
};

/// How a WebSocket ended.
struct close_cause
{
    std::uint16_t code = 1006; ///< close code of the side that closed first; 1006: none was seen
    std::string reason;
    bool by_peer = false;       ///< the peer closed or vanished; false: close() or a limit of ours
    bool write_stalled = false; ///< cut off because bytes waited and none were taken
};

/// What a connection tells its owner. All calls come on the shard's thread,
/// never from inside a call of the owner into the websocket.
class websocket_listener
{
public:
    virtual ~websocket_listener() = default;

    /// A whole message; valid during the call. The next one is not read before
    /// websocket::read_next().
    virtual void on_message(std::string_view payload, bool is_text) = 0;

    /// Everything that was queued has been handed to the kernel.
    virtual void on_drained() = 0;

    /// After a flush more than `queue_limit_bytes` of pushes still wait, or the
    /// process is over its budget and this connection is the worst: close it.
    virtual void on_overflow() = 0;

    /// The last call; the websocket must not be touched any more.
    virtual void on_closed(const close_cause& cause) = 0;
};

/// One open WebSocket. Belongs to its shard's thread.
///
/// Lifetime: owns itself and its listener; both end some time after on_closed.
class websocket
{
public:
    /// Queues a frame. Bytes leave in one gathered write at the end of this
    /// turn of the event loop. Ignored once close() was called.
    virtual void send(frame_ptr f, frame_kind kind) = 0;

    /// Asks for the next message: on_message follows when it has arrived.
    virtual void read_next() = 0;

    /// Starts the closing handshake: what is queued leaves first, or with
    /// `drop_queue` all that is not partly sent is dropped. The peer has 5 s to
    /// answer, then the connection is reset. `reason`: at most 123 bytes, never
    /// empty. A second call is ignored.
    virtual void close(std::uint16_t code, std::string_view reason, bool drop_queue = false) = 0;

    [[nodiscard]] virtual std::size_t queued_bytes() const noexcept = 0;
    /// Bytes of replies among them.
    [[nodiscard]] virtual std::size_t queued_reply_bytes() const noexcept = 0;

protected:
    ~websocket() = default;
};

struct websocket_options
{
    std::size_t max_message_bytes = 64 * 1024;   ///< larger: closed with 1009
    std::size_t queue_limit_bytes = 1024 * 1024; ///< of pushes that wait after a flush
    std::chrono::milliseconds close_timeout{5'000};
    std::chrono::milliseconds write_stall_timeout{10'000}; ///< bytes wait and none are taken: reset
};

} // namespace ws::net
