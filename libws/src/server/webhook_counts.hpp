#pragma once

#include <ws/base/histogram.hpp>
#include <ws/webhook/verdict.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace ws::server
{

/// Bounds for the age of deliveries, in whole seconds; below zero are those ahead of our clock.
inline constexpr double webhook_age_seconds[] = {-300, -60, -10, -1, 0, 1, 2, 5, 10, 30, 60, 300};

/// What became of one provider's deliveries since the start.
struct webhook_tally
{
    std::array<std::uint64_t, webhook::verdict_count> by_verdict{};
    /// Receive time minus timestamp, where a signature over both body and timestamp holds.
    histogram age{webhook_age_seconds};

    std::uint64_t& operator[](webhook::verdict v) { return by_verdict[static_cast<std::size_t>(v)]; }
    std::uint64_t operator[](webhook::verdict v) const { return by_verdict[static_cast<std::size_t>(v)]; }
};

/// Of all providers (configured names, so bounded), for metrics. Belongs to the shard's thread.
struct webhook_counts
{
    std::map<std::string, webhook_tally, std::less<>> by_provider;
};

} // namespace ws::server
