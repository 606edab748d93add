#pragma once

#include <boost/json/value.hpp>

#include <chrono>
#include <optional>

namespace ws::auth
{

/// A NumericDate (RFC 7519 §2) from a value of codec::parse_strict_json, its fraction
/// floored. Nothing for what is no number or outside the years up to 9999: such a
/// double does not fit an integer, or means a date no calendar has.
std::optional<std::chrono::sys_seconds> numeric_date(const boost::json::value& value);

} // namespace ws::auth
