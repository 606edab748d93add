#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace ws::auth
{

/// A NumericDate (RFC 7519 §2) from the exact text of a JSON value, its fraction
/// floored. Nothing for what is no number or outside the years up to 9999: such a
/// double does not fit an integer, or means a date no calendar has.
std::optional<std::chrono::sys_seconds> parse_numeric_date(std::string_view json_number);

} // namespace ws::auth
