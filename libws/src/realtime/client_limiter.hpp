#pragma once

#include <ws/auth/rate_limiter.hpp>
#include <ws/base/clock.hpp>
#include <ws/realtime/client_limits.hpp>

#include <optional>
#include <string_view>

namespace ws::realtime
{

/// What the users of a shard have left of their rates. Bounded as rate_limiter is; keeps
/// no clock.
class client_limiter
{
public:
    explicit client_limiter(const client_limits& limits);

    /// Counts one, unless that is refused. A limit that is off refuses nothing.
    bool takes_subscribe(std::string_view user, steady_time now);
    bool takes_publication(std::string_view user, std::string_view channel, steady_time now);

    /// Gives memory back; call it every few seconds.
    void forget_rested(steady_time now);

private:
    std::optional<auth::rate_limiter> subscribes_;
    std::optional<auth::rate_limiter> publications_;
};

/// What one connection has left of its commands.
class command_meter
{
public:
    enum class verdict
    {
        take,
        refuse,
        close, ///< it did not slow down although it was refused again and again
    };

    verdict take(const std::optional<auth::rate_limit>& rule, steady_time now);

private:
    auth::rate_state state_;
    unsigned refused_running_ = 0;
};

} // namespace ws::realtime
