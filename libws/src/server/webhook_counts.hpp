#pragma once

#include <ws/webhook/verdict.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace ws::server
{

/// What became of deliveries since the start, for metrics: by provider (configured
/// names, so bounded) and verdict. Belongs to the shard's thread.
struct webhook_counts
{
    std::map<std::string, std::array<std::uint64_t, webhook::verdict_count>, std::less<>> by_provider;
};

} // namespace ws::server
