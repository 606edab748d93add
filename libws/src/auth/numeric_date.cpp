#include "auth/numeric_date.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace ws::auth
{

std::optional<std::chrono::sys_seconds> parse_numeric_date(std::string_view json_number)
{
    constexpr double end_of_9999 = 253402300799.0;
    double seconds = 0;
    const char* const end = json_number.data() + json_number.size();
    const auto [stop, error] = std::from_chars(json_number.data(), end, seconds);
    if (error != std::errc() || stop != end)
        return std::nullopt;
    if (!(seconds >= -end_of_9999 && seconds <= end_of_9999)) // written so that NaN fails
        return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(seconds))));
}

} // namespace ws::auth
