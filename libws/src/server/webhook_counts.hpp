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
    static constexpr std::size_t verdicts = static_cast<std::size_t>(webhook::verdict::rate_limited) + 1;

    std::map<std::string, std::array<std::uint64_t, verdicts>, std::less<>> by_provider;
};

} // namespace ws::server
