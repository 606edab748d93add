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

    // Each counts what it lets through, and refuses nothing where its limit is off.
    /// So many at once, or none of them. More than the burst are let through by a whole one:
    /// whoever sends them again and again would come in never otherwise.
    bool takes_subscribes(std::string_view user, std::size_t count, steady_time now);
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
