#pragma once

#include <cstdint>

namespace ws::server
{

/// What a process has done so far; for the line with which it ends.
struct traffic_counts
{
    std::uint64_t connections = 0;  ///< WebSockets that were opened
    std::uint64_t api_requests = 0; ///< with a right key
};

} // namespace ws::server
