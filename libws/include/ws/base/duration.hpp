#pragma once

#include <ws/base/error.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace ws
{

/// A length of time as it is written in the configuration: "300s", "10m",
/// "24h", or several of them from large to small, "1h30m". Whole numbers, no
/// sign, no white space; at most 87600h (ten years).
/// Errors: errc::malformed_input; errc::too_large past ten years.
result<std::chrono::seconds> parse_duration(std::string_view text);

/// The shortest such text: 90 minutes give "90m", 3600 seconds "1h".
std::string to_text(std::chrono::seconds duration);

} // namespace ws
