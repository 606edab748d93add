#include "auth/numeric_date.hpp"

#include <cmath>
#include <cstdint>

namespace ws::auth
{

std::optional<std::chrono::sys_seconds> numeric_date(const boost::json::value& value)
{
    constexpr double end_of_9999 = 253402300799.0;
    if (!value.is_number())
        return std::nullopt;
    // Integers too large for a double to hold each of them are beyond the limit.
    const auto seconds = value.to_number<double>();
    if (!(seconds >= -end_of_9999 && seconds <= end_of_9999)) // written so that NaN fails
        return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(seconds))));
}

} // namespace ws::auth
