#pragma once

#include <ws/base/clock.hpp>

#include <boost/intrusive/list.hpp>

#include <array>
#include <cstdint>
#include <functional>

namespace ws::net
{

/// Many timers for the price of one: pings, pongs, expiries and deadlines of
/// all connections of a shard.
///
/// A hashed wheel with a resolution of `tick`; a timer fires in the first
/// advance() at or after its due time, never before it. Knows no clock:
/// wheel_driver moves it in a server, tests move it by hand. Not thread safe:
/// belongs to its shard's thread.
class timer_wheel
{
public:
    static constexpr std::chrono::milliseconds tick{50};

    /// One timer; cancels itself when destroyed. Must not outlive its wheel
    /// while scheduled. Neither copied nor moved.
    class timer
        : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
    {
    public:
        /// `on_due` may schedule or cancel any timer, and may destroy this one.
        timer(timer_wheel& wheel, std::function<void()> on_due) : wheel_(&wheel), on_due_(std::move(on_due))
        {
        }
        timer(const timer&) = delete;
        timer& operator=(const timer&) = delete;

        /// Fires once at `due`; replaces what was scheduled before.
        void schedule_at(steady_time due);
        /// Fires once, `delay` after the wheel's now().
        void schedule_after(std::chrono::milliseconds delay);
        void cancel() noexcept;
        [[nodiscard]] bool scheduled() const noexcept { return is_linked(); }
        [[nodiscard]] steady_time due() const noexcept { return due_; }

    private:
        friend class timer_wheel;
        timer_wheel* wheel_;
        steady_time due_{};
        std::function<void()> on_due_;
    };

    explicit timer_wheel(steady_time start);
    timer_wheel(const timer_wheel&) = delete;
    timer_wheel& operator=(const timer_wheel&) = delete;

    /// The latest time it was advanced to.
    [[nodiscard]] steady_time now() const noexcept { return now_; }

    /// Fires everything due at or before `now`, in the order of due ticks.
    void advance(steady_time now);

private:
    using slot = boost::intrusive::list<timer, boost::intrusive::constant_time_size<false>>;
    static constexpr std::size_t slot_count = 1024; // 51 s around; later ones wait another round

    slot& slot_for(steady_time due);
    [[nodiscard]] std::int64_t tick_of(steady_time t) const;

    steady_time start_;
    steady_time now_;
    std::int64_t next_tick_ = 0;
    std::array<slot, slot_count> slots_;
};

} // namespace ws::net
