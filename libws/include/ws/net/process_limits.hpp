#pragma once

#include <ws/base/error.hpp>

#include <cstddef>
#include <optional>

namespace ws::net
{

/// Raises the soft limit of open files to the hard limit; the limit then in force.
std::size_t raise_open_file_limit();

/// How many files this process may open: what is in force, and up to where it may raise that
/// itself. 0 where the system does not say.
struct open_file_limits
{
    std::size_t soft = 0;
    std::size_t hard = 0;
};
open_file_limits read_open_file_limits();

/// Sees to it that the kernel writes no image of this process's memory, with the secrets
/// and messages in it: neither into a file nor to the collector that
/// /proc/sys/kernel/core_pattern names. It also keeps other users' debuggers out. Holds
/// for the rest of the process's life. Errors: the system's.
result<> forbid_core_dumps();

/// The memory limit of the container this process runs in (cgroup v2 or v1), in
/// bytes; nothing where there is none.
std::optional<std::size_t> container_memory_limit();

} // namespace ws::net
