#include <ws/net/frame.hpp>

#include <cstdint>
#include <limits>

namespace ws::net
{
namespace
{

constexpr char final_text = static_cast<char>(0x81); // FIN, opcode 1

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes)
{
    while (bytes > 0)
        out.push_back(static_cast<char>(value >> (8 * --bytes) & 0xff));
}

std::string text_header(std::size_t payload_bytes)
{
    std::string header(1, final_text);
    if (payload_bytes <= 125)
    {
        header.push_back(static_cast<char>(payload_bytes));
    }
    else if (payload_bytes <= std::numeric_limits<std::uint16_t>::max())
    {
        header.push_back(126);
        append_big_endian(header, payload_bytes, 2);
    }
    else
    {
        header.push_back(127);
        append_big_endian(header, payload_bytes, 8);
    }
    return header;
}

} // namespace

frame_ptr frame::text(std::string_view payload)
{
    std::string bytes = text_header(payload.size());
    const std::size_t header_bytes = bytes.size();
    bytes.reserve(header_bytes + payload.size());
    bytes.append(payload);
    return new frame(std::move(bytes), header_bytes);
}

frame_ptr frame::encoded(std::string bytes) { return new frame(std::move(bytes), 0); }

} // namespace ws::net
