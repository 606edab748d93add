#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ws::server
{

enum class support : std::uint8_t
{
    used,      ///< has its effect
    not_built, ///< refused when set
};

/// One environment variable. The readers take their defaults and ranges from
/// here, and a test compares docs/configuration.md with it.
struct config_variable
{
    std::string_view name; ///< may hold one '*' if not built
    std::string_view type; ///< as the documentation says it
    /// Its default as a value, "" where there is none or it depends on something else.
    std::string_view fallback = {};
    bool hidden = false; ///< never shown
    support state = support::used;
    std::int64_t min = 0; ///< of an integer, or a duration in seconds
    std::int64_t max = 0;
};

/// All variables, in the order of the documentation.
std::span<const config_variable> config_table();

/// The row of a variable's name, wildcards considered; nullptr for a stranger.
const config_variable* find_variable(std::string_view name);

} // namespace ws::server
