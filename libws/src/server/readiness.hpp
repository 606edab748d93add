#pragma once

#include <cstdint>
#include <string_view>

namespace ws::server
{

/// Whether this process wants traffic: from listening until it is told to stop.
/// Belongs to the loop's thread.
class readiness
{
public:
    void set_ready() noexcept { state_ = state::ready; }
    /// For good: nothing becomes ready again.
    void set_draining() noexcept { state_ = state::draining; }

    [[nodiscard]] bool is_ready() const noexcept { return state_ == state::ready; }
    [[nodiscard]] bool is_draining() const noexcept { return state_ == state::draining; }

    /// "starting", "ok" or "draining".
    [[nodiscard]] std::string_view name() const noexcept
    {
        switch (state_)
        {
        case state::starting:
            return "starting";
        case state::ready:
            return "ok";
        case state::draining:
            return "draining";
        }
        return "?";
    }

private:
    enum class state : std::uint8_t
    {
        starting,
        ready,
        draining,
    };

    state state_ = state::starting;
};

} // namespace ws::server
