#include "server/config_parts.hpp"

#include <fmt/format.h>

#include <chrono>

namespace ws::server
{
namespace
{

/// In the order of their enumerations.
constexpr std::string_view level_names[] = {"debug", "info", "warn", "error", "off"};
constexpr std::string_view format_names[] = {"json", "text"};

} // namespace

void read_operation(config_reader& in, config& c)
{
    if (const auto workers = in.text("WORKERS"); workers && *workers != "1")
        in.problem(
            "WORKERS", fmt::format("is {}; more than one is not built in this version", shown(*workers)),
            "unset it");
    const auto level = in.choice("LOG_LEVEL", level_names);
    if (level)
        c.log_level = static_cast<log::level>(*level);
    c.log_format = c.env == environment::development ? log::format::text : log::format::json;
    if (const auto form = in.choice("LOG_FORMAT", format_names); form && !in.is_missing("LOG_FORMAT"))
        c.log_format = static_cast<log::format>(*form);
    c.release_sha = in.text("RELEASE_SHA").value_or("");
    if (c.release_sha.size() > 128)
        in.problem("RELEASE_SHA", "has more than 128 characters", "set it to the commit's hash");
    // Whoever develops presses Ctrl-C and has one client.
    const auto no_spread = is_strict(c.env) ? std::nullopt : std::optional<std::int64_t>(0);
    c.shutdown_spread = std::chrono::milliseconds(in.integer("SHUTDOWN_SPREAD_MS", no_spread));
}

} // namespace ws::server
