#pragma once

#include <ws/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace ws::net
{

/// Lets an event through at most once a second and counts the others.
class log_throttle
{
public:
    /// How many events the next line stands for; 0: no line now.
    std::size_t count(steady_time now)
    {
        ++pending_;
        if (last_ && now - *last_ < std::chrono::seconds(1))
            return 0;
        last_ = now;
        return std::exchange(pending_, 0);
    }

private:
    std::optional<steady_time> last_;
    std::size_t pending_ = 0;
};

} // namespace ws::net
