#include "cgroup.hpp"

#include <ws/net/process_limits.hpp>

#include <cerrno>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace ws::net
{

std::size_t raise_open_file_limit()
{
    const auto before = read_open_file_limits();
    const rlimit limit{before.hard, before.hard};
    // Refused where the hard limit is above what the kernel allows now.
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? before.hard : before.soft;
}

open_file_limits read_open_file_limits()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return {};
    return {limit.rlim_cur, limit.rlim_max};
}

result<> forbid_core_dumps()
{
    // The limit alone does not stop a collector that the kernel starts itself.
    const rlimit none{0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return error_code(errno, boost::system::system_category());
    return {};
}

std::optional<std::size_t> container_memory_limit()
{
    return cgroup_memory_limit("/proc/self/cgroup", "/sys/fs/cgroup");
}

} // namespace ws::net
