#pragma once

#include <ws/base/clock.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

namespace ws::server
{

/// Tells when something that may happen now and then happens too often: five times
/// within ten minutes.
class repetition_alarm
{
public:
    static constexpr std::size_t threshold = 5;
    static constexpr std::chrono::minutes window{10};

    /// Notes one; true when it is to be told of, which it is once in a window.
    bool note(steady_time now)
    {
        const std::optional<steady_time> oldest = times_[next_]; // the one four before
        times_[next_] = now;
        next_ = (next_ + 1) % times_.size();
        if (!oldest || now - *oldest > window || (told_ && now - *told_ < window))
            return false;
        told_ = now;
        return true;
    }

private:
    std::array<std::optional<steady_time>, threshold - 1> times_{}; ///< of those before
    std::size_t next_ = 0;
    std::optional<steady_time> told_;
};

} // namespace ws::server
