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
    std::uint64_t max_open_files = 0; ///< the limit in force
    double cpu_seconds = 0;           ///< user and system time since the start
};

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
