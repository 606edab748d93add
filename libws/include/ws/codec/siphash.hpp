#pragma once

#include <cstdint>
#include <string_view>

namespace ws::codec
{

/// Chosen at random, it keeps strangers from knowing which texts collide.
struct siphash_key
{
    std::uint64_t low = 0; ///< bytes 0 to 7, the first one lowest
    std::uint64_t high = 0;
};

/// SipHash-2-4: 64 bits of a text, for tables whose keys strangers choose. Not a
/// MAC: nothing is proved with it.
std::uint64_t siphash(const siphash_key& key, std::string_view text) noexcept;

} // namespace ws::codec
