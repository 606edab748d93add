#include "cgroup.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace ws::net
{
namespace
{

namespace fs = std::filesystem;

/// Version 1 says "no limit" with the largest multiple of a page; nobody has that much.
constexpr std::uint64_t no_limit_from = std::uint64_t{1} << 60;

std::optional<std::size_t> read_limit(const fs::path& file)
{
    std::ifstream in(file);
    std::string text;
    if (!(in >> text))
        return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value >= no_limit_from)
        return std::nullopt; // "max", or a number that means it
    return static_cast<std::size_t>(value);
}

/// A container often sees its host's path here but only its own part of the
/// tree: what does not exist is passed over, the root always counts.
std::optional<std::size_t> tightest(const fs::path& root, std::string_view group, const char* file)
{
    std::optional<std::size_t> least;
    fs::path at = fs::path(group).relative_path().lexically_normal();
    for (;;)
    {
        if (const auto limit = read_limit(root / at / file); limit && limit < least.value_or(*limit + 1))
            least = limit;
        if (at.empty() || at == ".")
            return least;
        at = at.parent_path();
    }
}

} // namespace

std::optional<std::size_t> cgroup_memory_limit(const fs::path& own, const fs::path& mount)
{
    // Lines are "id:controllers:path"; version 2's has id 0 and no controllers.
    std::string unified = "/";
    std::string memory = "/";
    std::ifstream in(own);
    for (std::string line; std::getline(in, line);)
    {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const auto controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        if (controllers == ",,")
            unified = line.substr(second + 1);
        else if (controllers.find(",memory,") != std::string::npos)
            memory = line.substr(second + 1);
    }
    if (const auto limit = tightest(mount, unified, "memory.max"))
        return limit;
    return tightest(mount / "memory", memory, "memory.limit_in_bytes");
}

} // namespace ws::net
