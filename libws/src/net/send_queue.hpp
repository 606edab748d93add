#pragma once

#include <ws/net/frame.hpp>

#include <boost/container/small_vector.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <sys/uio.h>

namespace ws::net
{

/// What waits to be written to one connection, frame by frame. Knows no socket.
///
/// An empty queue owns no memory of its own: most connections are idle.
class send_queue
{
public:
    enum class kind : std::uint8_t
    {
        reply,
        push,
        raw, ///< the connection's own: handshake answer, pong, close
    };

    /// Appends a frame; ignored (false) once the queue is sealed.
    bool push(frame_ptr f, kind k);

    /// Nothing may follow what is queued now: a close frame has been queued.
    void seal() noexcept { sealed_ = true; }
    [[nodiscard]] bool sealed() const noexcept { return sealed_; }

    /// Fills `out` with what is to be written next, in order; how many were
    /// filled. Valid until the queue changes.
    std::size_t gather(std::span<iovec> out) const;

    /// The first `bytes` of the queue have been written.
    void consume(std::size_t bytes);

    /// Drops replies and pushes, but not the rest of a frame that is partly
    /// written: the peer could make nothing of what came after it.
    void drop_unsent();

    void clear();

    [[nodiscard]] bool empty() const noexcept { return head_ == items_.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_[0] + bytes_[1] + bytes_[2]; }
    [[nodiscard]] std::size_t bytes(kind k) const noexcept { return bytes_[static_cast<std::size_t>(k)]; }

private:
    static constexpr std::size_t inline_items = 1;

    struct item
    {
        frame_ptr f;
        kind k;
    };
    using items = boost::container::small_vector<item, inline_items>;

    [[nodiscard]] std::size_t& count(kind k) noexcept { return bytes_[static_cast<std::size_t>(k)]; }
    void forget_written();
    void release();

    items items_;
    std::size_t head_ = 0; ///< items before it have been written
    std::size_t sent_ = 0; ///< bytes of items_[head_] that have been written
    std::array<std::size_t, 3> bytes_{};
    bool sealed_ = false;
};

} // namespace ws::net
