#include <ws/base/duration.hpp>

#include <charconv>
#include <cstdint>

namespace ws
{
namespace
{

constexpr std::int64_t max_seconds = std::int64_t{87'600} * 3600;

std::int64_t seconds_in(char unit) noexcept
{
    switch (unit)
    {
    case 'h':
        return 3600;
    case 'm':
        return 60;
    case 's':
        return 1;
    default:
        return 0;
    }
}

} // namespace

result<std::chrono::seconds> parse_duration(std::string_view text)
{
    std::int64_t total = 0;
    std::int64_t last_unit = INT64_MAX;
    if (text.empty())
        return errc::malformed_input;
    while (!text.empty())
    {
        // Unsigned: from_chars must not take a minus sign.
        std::uint64_t count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error == std::errc::result_out_of_range)
            return errc::too_large;
        const auto digits = static_cast<std::size_t>(end - text.data());
        if (error != std::errc{} || digits == text.size())
            return errc::malformed_input;
        const std::int64_t unit = seconds_in(text[digits]);
        if (unit == 0 || unit >= last_unit)
            return errc::malformed_input;
        if (count > static_cast<std::uint64_t>(max_seconds / unit))
            return errc::too_large;
        total += static_cast<std::int64_t>(count) * unit;
        last_unit = unit;
        text.remove_prefix(digits + 1);
    }
    if (total > max_seconds)
        return errc::too_large;
    return std::chrono::seconds(total);
}

std::string to_text(std::chrono::seconds duration)
{
    const auto count = duration.count();
    if (count != 0 && count % 3600 == 0)
        return std::to_string(count / 3600) + 'h';
    if (count != 0 && count % 60 == 0)
        return std::to_string(count / 60) + 'm';
    return std::to_string(count) + 's';
}

} // namespace ws
