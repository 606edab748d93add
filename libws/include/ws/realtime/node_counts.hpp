#pragma once

#include <cstdint>

namespace ws::realtime
{

/// What a node has done since its start.
struct node_counts
{
    std::uint64_t publications = 0; ///< accepted; repetitions of an idempotency key are not
};

} // namespace ws::realtime
