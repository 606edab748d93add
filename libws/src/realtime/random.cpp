#include "realtime/random.hpp"

#include <ws/codec/hmac.hpp>
#include <ws/codec/random.hpp>

#include <random>
#include <string_view>

namespace ws::realtime
{

std::string random_letters(std::size_t count)
{
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz012345"; // 32: no bias
    std::string text = codec::random_bytes(count);
    for (char& c : text)
        c = letters[static_cast<unsigned char>(c) % letters.size()];
    return text;
}

std::string random_uuid()
{
    std::string bytes = codec::random_bytes(16);
    bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
    std::string text = codec::to_hex(bytes);
    for (const std::size_t at : {8U, 13U, 18U, 23U})
        text.insert(at, 1, '-');
    return text;
}

std::uint64_t random_below(std::uint64_t bound)
{
    thread_local std::minstd_rand engine(std::random_device{}());
    return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(engine);
}

} // namespace ws::realtime
