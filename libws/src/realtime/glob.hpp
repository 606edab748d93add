#pragma once

#include <string_view>

namespace ws::realtime
{

/// Whether a whole name matches a pattern in which '*' stands for any bytes,
/// '?' for any one, and everything else for itself.
bool glob_matches(std::string_view pattern, std::string_view name) noexcept;

} // namespace ws::realtime
