#include "cgroup.hpp"

#include <ws/net/process_limits.hpp>

#include <sys/resource.h>

namespace ws::net
{

std::size_t raise_open_file_limit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    const auto before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    // Refused where the hard limit is above what the kernel allows now.
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        return before;
    return limit.rlim_cur;
}

std::optional<std::size_t> container_memory_limit()
{
    return cgroup_memory_limit("/proc/self/cgroup", "/sys/fs/cgroup");
}

} // namespace ws::net
