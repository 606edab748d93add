#pragma once

#include <ws/base/clock.hpp>
#include <ws/webhook/verdict.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace ws::webhook
{

/// Seconds since 1970 in their one spelling: 0|[1-9][0-9]{0,14}. Nothing for others,
/// which lenient parsers would take for the same number under another signed text.
std::optional<std::chrono::seconds> parse_timestamp(std::string_view text) noexcept;

/// Whole seconds from then to now; negative for a timestamp ahead of us.
std::chrono::seconds age_of(std::chrono::seconds timestamp, system_time now) noexcept;

/// ok, timestamp_too_old or timestamp_too_new; an age of exactly the tolerance is ok.
verdict check_age(std::chrono::seconds age, std::chrono::seconds tolerance) noexcept;

} // namespace ws::webhook
