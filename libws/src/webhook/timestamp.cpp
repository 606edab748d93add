#include "webhook/timestamp.hpp"

#include <charconv>
#include <cstdint>

namespace ws::webhook
{
namespace
{
constexpr std::size_t most_digits = 15;
} // namespace

std::optional<std::chrono::seconds> parse_timestamp(std::string_view text) noexcept
{
    const bool digits_only = text.find_first_not_of("0123456789") == std::string_view::npos;
    if (text.empty() || text.size() > most_digits || !digits_only || (text[0] == '0' && text.size() > 1))
        return std::nullopt;
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds(seconds);
}

std::chrono::seconds age_of(std::chrono::seconds timestamp, system_time now) noexcept
{
    return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch() - timestamp;
}

verdict check_age(std::chrono::seconds age, std::chrono::seconds tolerance) noexcept
{
    if (age > tolerance)
        return verdict::timestamp_too_old;
    if (-age > tolerance)
        return verdict::timestamp_too_new;
    return verdict::ok;
}

} // namespace ws::webhook
