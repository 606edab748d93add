#pragma once

#include <cstddef>
#include <optional>

namespace ws::net
{

/// Raises the soft limit of open files to the hard limit; the limit then in force.
std::size_t raise_open_file_limit();

/// The memory limit of the container this process runs in (cgroup v2 or v1), in
/// bytes; nothing where there is none.
std::optional<std::size_t> container_memory_limit();

} // namespace ws::net
