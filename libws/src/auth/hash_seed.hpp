#pragma once

#include <ws/codec/siphash.hpp>

#include <cstdint>
#include <random>

namespace ws::auth
{

/// A key for one table's hashes, by chance: nobody can know which texts collide.
inline codec::siphash_key random_hash_seed()
{
    std::random_device source;
    const auto word = [&source]
    {
        const std::uint64_t high = source();
        return high << 32 | source();
    };
    const std::uint64_t low = word();
    return {low, word()};
}

} // namespace ws::auth
