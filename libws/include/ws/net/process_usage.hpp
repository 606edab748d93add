#pragma once

#include <ws/net/open_file_census.hpp>

#include <cstdint>

namespace ws::net
{

/// What this process uses now. 0 where the system does not say.
struct process_usage
{
    std::uint64_t resident_bytes = 0;
    std::uint64_t open_files = 0;
    std::uint64_t max_open_files = 0;  ///< the limit in force
    double cpu_seconds = 0;            ///< user and system time since the start
    std::uint64_t heap_used_bytes = 0; ///< that the allocator has handed out
    std::uint64_t heap_free_bytes = 0; ///< that it keeps for the next time
};

/// What of this process is in RAM; 0 where the system does not say.
std::uint64_t resident_bytes();

/// Has the allocator give back to the system what was freed. It walks through the whole
/// heap: milliseconds.
void give_back_free_memory();

/// Asks the system what this process uses, in much less than a millisecond. Open files
/// are exact where the kernel counts them (Linux 6.2 and later); elsewhere, gVisor
/// included, they are open_file_census's and may lag some calls behind.
class process_meter
{
public:
    process_usage read();

private:
    std::uint64_t open_files();

    open_file_census census_;
};

} // namespace ws::net
