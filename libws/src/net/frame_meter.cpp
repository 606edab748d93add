#include "frame_meter.hpp"

#include <algorithm>

namespace ws::net
{
namespace
{

constexpr std::size_t shortest_header = 2;

} // namespace

std::size_t frame_meter::header_size() const noexcept
{
    if (header_bytes_ < shortest_header)
        return shortest_header;
    const auto second = static_cast<std::uint8_t>(header_[1]);
    const std::size_t mask = (second & 0x80) != 0 ? 4 : 0;
    const unsigned length = second & 0x7f;
    if (length == 126)
        return shortest_header + 2 + mask;
    return shortest_header + (length == 127 ? 8 : 0) + mask;
}

std::uint64_t frame_meter::payload_size() const noexcept
{
    const unsigned length = static_cast<std::uint8_t>(header_[1]) & 0x7f;
    if (length < 126)
        return length;
    std::uint64_t size = 0;
    for (std::size_t i = 0; i < (length == 126 ? 2 : 8); ++i)
        size = size << 8 | static_cast<std::uint8_t>(header_[shortest_header + i]);
    return size;
}

frame_meter::verdict frame_meter::count_frame(steady_time now)
{
    const auto first = static_cast<std::uint8_t>(header_[0]);
    const bool is_control = (first & 0x08) != 0;
    const bool is_final = (first & 0x80) != 0;
    if (is_control)
    {
        if (now - second_start_ >= std::chrono::seconds(1))
        {
            second_start_ = now;
            controls_ = 0;
        }
        return ++controls_ > max_controls ? verdict::too_many_controls : verdict::fine;
    }
    if (++fragments_ > max_fragments)
        return verdict::too_many_fragments;
    if (is_final)
        fragments_ = 0;
    return verdict::fine;
}

frame_meter::verdict frame_meter::feed(std::string_view bytes, steady_time now)
{
    while (!bytes.empty())
    {
        if (payload_left_ > 0)
        {
            const auto skipped = std::min<std::uint64_t>(payload_left_, bytes.size());
            payload_left_ -= skipped;
            bytes.remove_prefix(static_cast<std::size_t>(skipped));
            continue;
        }
        header_[header_bytes_++] = bytes.front();
        bytes.remove_prefix(1);
        if (header_bytes_ < header_size())
            continue;
        header_bytes_ = 0;
        payload_left_ = payload_size();
        if (const auto v = count_frame(now); v != verdict::fine)
            return v;
    }
    return verdict::fine;
}

} // namespace ws::net
