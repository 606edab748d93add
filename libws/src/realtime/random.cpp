#include "realtime/random.hpp"

#include <ws/codec/hmac.hpp>

#include <openssl/rand.h>

#include <array>
#include <random>
#include <stdexcept>
#include <string_view>

namespace ws::realtime
{
namespace
{

void fill_random(unsigned char* bytes, std::size_t count)
{
    if (RAND_bytes(bytes, static_cast<int>(count)) != 1)
        throw std::runtime_error("the system has no random numbers for us");
}

} // namespace

std::string random_letters(std::size_t count)
{
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz012345"; // 32: no bias
    std::string text(count, '\0');
    fill_random(reinterpret_cast<unsigned char*>(text.data()), count);
    for (char& c : text)
        c = letters[static_cast<unsigned char>(c) % letters.size()];
    return text;
}

std::string random_uuid()
{
    std::array<unsigned char, 16> bytes{};
    fill_random(bytes.data(), bytes.size());
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
    std::string text = codec::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
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
