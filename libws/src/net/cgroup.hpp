#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

namespace ws::net
{

/// The tightest memory limit on the way from a process's control group up to
/// the root of what is mounted; nothing where no group has one.
///
/// @param own   the process's /proc/self/cgroup
/// @param mount usually /sys/fs/cgroup
std::optional<std::size_t>
cgroup_memory_limit(const std::filesystem::path& own, const std::filesystem::path& mount);

} // namespace ws::net
