#pragma once

#include <ws/server/config_problem.hpp>

#include <iosfwd>
#include <string_view>
#include <vector>

namespace imagineo
{

/// Prints problems as a numbered list, each with what to do about it.
/// `source` says where the settings came from.
void print_problems(
    std::ostream& err, const std::vector<ws::server::config_problem>& problems, std::string_view source);

} // namespace imagineo
