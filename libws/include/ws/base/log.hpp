#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

/// Structured log: one event a line, as a JSON object or as readable text.
///
/// The log is the process's: configure it once at start; writing is safe from
/// any thread. Callers pass no secret, token or payload; see `log::excerpt` for
/// text that came from a peer.
namespace ws::log
{

enum class level
{
    debug,
    info,
    warn,
    error,
    off,
};

enum class format
{
    json, ///< {"time":…,"level":…,"event":…, fields…}
    text, ///< time level event key=value …
};

/// "debug", "info", "warn", "error", "off".
std::optional<level> parse_level(std::string_view name);

template <class T>
concept integer = std::is_integral_v<T> && !std::is_same_v<T, bool>;

/// A named value of an event. Holds views: use it within one full expression.
struct field
{
    using value_type = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

    field(std::string_view k, std::string_view v) : key(k), value(v) {}
    field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
    field(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
    field(std::string_view k, bool v) : key(k), value(v) {}
    field(std::string_view k, double v) : key(k), value(v) {}
    template <integer Int>
    field(std::string_view k, Int v) : key(k)
    {
        if constexpr (std::is_signed_v<Int>)
            value = static_cast<std::int64_t>(v);
        else
            value = static_cast<std::uint64_t>(v);
    }

    std::string_view key;
    value_type value;
};

struct options
{
    level lowest = level::info;
    format form = format::json;
    /// Where lines go, without their line break; empty means standard error.
    std::function<void(std::string_view line)> writer;
};

void configure(options opts);

bool enabled(level l) noexcept;

/// Writes one event. `event` is a short constant name such as "client_connected".
void write(level l, std::string_view event, std::initializer_list<field> fields = {});

/// The same for fields that were put together at run time.
void write_fields(level l, std::string_view event, std::span<const field> fields);

inline void debug(std::string_view event, std::initializer_list<field> fields = {})
{
    write(level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<field> fields = {})
{
    write(level::info, event, fields);
}
inline void warn(std::string_view event, std::initializer_list<field> fields = {})
{
    write(level::warn, event, fields);
}
inline void error(std::string_view event, std::initializer_list<field> fields = {})
{
    write(level::error, event, fields);
}

/// Text of a peer, fit for a log line: at most `max_bytes` (cut between
/// characters); escaping is the writer's.
std::string_view excerpt(std::string_view text, std::size_t max_bytes = 64) noexcept;

} // namespace ws::log
