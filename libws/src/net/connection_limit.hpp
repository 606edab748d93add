#pragma once

#include "log_throttle.hpp"

#include <ws/net/http_message.hpp>
#include <ws/net/http_server.hpp>
#include <ws/net/timer_wheel.hpp>

#include <cstddef>

namespace ws::net
{

/// Which place a new connection gets. Beyond the limit there are a few reserved ones, on
/// which only routes that are served when full are answered: a probe that hears a busy
/// server say no would have it restarted, and everybody thrown out.
enum class seat
{
    regular,
    reserved,
    none, ///< not even a reserved one is free
};

/// Gives out the reserved seats, and says no to whoever gets none. Belongs to the loop's
/// thread.
class connection_limit
{
public:
    explicit connection_limit(const http_server_options& options);

    /// Where `regular` connections hold regular seats already, a further one gets this seat.
    /// A reserved one is taken until give_back().
    seat take(std::size_t regular);
    void give_back() noexcept { --reserved_; }

    /// Reserved seats that are taken.
    [[nodiscard]] std::size_t reserved() const noexcept { return reserved_; }

    /// What connections on this seat are held to: on a reserved one a head must come soon.
    [[nodiscard]] const http_server_options& options(seat where) const noexcept
    {
        return where == seat::reserved ? reserved_options_ : options_;
    }

    /// The answer to whoever is not served; logged at most once a second.
    http_response refusal(steady_time now);

private:
    const http_server_options& options_;
    http_server_options reserved_options_;
    std::size_t reserved_ = 0;
    log_throttle log_;
};

} // namespace ws::net
