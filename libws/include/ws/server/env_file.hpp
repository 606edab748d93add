#pragma once

#include <ws/server/config_problem.hpp>
#include <ws/server/variables.hpp>

#include <string_view>
#include <vector>

namespace ws::server
{

/// Reads a .env file: `NAME=value` lines, an optional `export ` in front, empty
/// lines, and comments that begin with '#' (behind a value: with " #").
///
/// A value may be quoted: 'as it is', or "with \n \t \" \\ escapes" (any other
/// backslash stays). Nothing is substituted. A line that is none of this and a
/// name that was there before are one problem each, naming the line.
variables parse_env_file(std::string_view text, std::vector<config_problem>& problems);

} // namespace ws::server
