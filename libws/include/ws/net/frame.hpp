#pragma once

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace ws::net
{

/// A WebSocket message as it goes on the wire: header and payload in one run of
/// bytes, built once and shared by every connection it is sent to (a server's
/// frames are not masked, so they are the same for everybody).
///
/// Immutable. Its counter is not atomic: a frame stays on its shard.
class frame : public boost::intrusive_ref_counter<frame, boost::thread_unsafe_counter>
{
public:
    /// A final, unfragmented text frame (RFC 6455 §5.2). `payload` is valid UTF-8.
    static boost::intrusive_ptr<const frame> text(std::string_view payload);

    /// Bytes that are ready for the wire: several whole frames in a run, or what
    /// belongs to the connection itself (handshake answer, pong, close).
    static boost::intrusive_ptr<const frame> encoded(std::string bytes);

    [[nodiscard]] std::string_view wire() const noexcept { return bytes_; }
    /// Of a text(); of encoded() bytes all of them.
    [[nodiscard]] std::string_view payload() const noexcept
    {
        return std::string_view(bytes_).substr(header_bytes_);
    }

private:
    frame(std::string bytes, std::size_t header_bytes) : bytes_(std::move(bytes)), header_bytes_(header_bytes)
    {
    }

    std::string bytes_;
    std::size_t header_bytes_;
};

// g++ gives every coroutine a hidden local called frame_ptr; directly in ws::net
// this alias would make -Wshadow complain about each of them.
inline namespace pointers
{
using frame_ptr = boost::intrusive_ptr<const frame>;
} // namespace pointers

} // namespace ws::net
