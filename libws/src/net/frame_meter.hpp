#pragma once

#include <ws/base/clock.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace ws::net
{

/// Counts the frames a peer sends, from the bytes as they arrive: Beast limits
/// how large a message may be, but not into how many pieces it is cut (empty
/// ones it swallows without a word), nor how many pings it has to answer.
///
/// Looks at frame headers only (RFC 6455 §5.2) and leaves it to Beast to judge
/// them; of bytes that are no frames it makes nothing in particular.
class frame_meter
{
public:
    static constexpr unsigned max_fragments = 64; ///< of one message
    static constexpr unsigned max_controls = 10;  ///< ping, pong and close frames within a second

    enum class verdict : std::uint8_t
    {
        fine,
        too_many_fragments,
        too_many_controls,
    };

    /// @param now any clock that moves once in a while; a tick of it is too coarse to matter
    verdict feed(std::string_view bytes, steady_time now);

private:
    [[nodiscard]] std::size_t header_size() const noexcept;
    [[nodiscard]] std::uint64_t payload_size() const noexcept;
    verdict count_frame(steady_time now);

    std::uint64_t payload_left_ = 0;
    steady_time second_start_{};
    std::array<char, 14> header_{};
    std::uint8_t header_bytes_ = 0; ///< how much of the current header has arrived
    std::uint8_t fragments_ = 0;    ///< of the current message
    std::uint8_t controls_ = 0;     ///< since second_start_
};

} // namespace ws::net
