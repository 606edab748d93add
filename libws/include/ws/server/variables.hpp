#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

namespace ws::server
{

/// Environment variables, of a process or of a file.
struct variables
{
    std::map<std::string, std::string, std::less<>> values;
    /// Names on lines of a file that could not be read. That was reported, so
    /// that nobody complains of them a second time as missing.
    std::set<std::string, std::less<>> unreadable;
};

/// A copy of this process's environment. Call it before other threads exist.
variables process_variables();

} // namespace ws::server
