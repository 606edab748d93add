#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>

namespace ws::turso
{

/// Who may work now, and who waits for it, first come first served. Pure: no clock, no I/O.
///
/// At most `max_inside` at once, at most `max_long` of them long ones (transactions), so
/// that these cannot starve the short ones; a waiting long one lets short ones pass.
class admission
{
public:
    enum class stay : std::uint8_t
    {
        brief,
        lengthy
    };

private:
    struct waiter
    {
        stay length;
        std::function<void()> on_entered;
    };

public:
    using place = std::list<waiter>::iterator;

    admission(std::size_t max_inside, std::size_t max_long, std::size_t max_waiting);

    /// True: it is inside, and leave() must follow.
    [[nodiscard]] bool try_enter(stay length);

    /// Waits in the queue: `on_entered` is called once it is inside, within somebody's
    /// leave(), and must not call back. Nothing when the queue is full.
    [[nodiscard]] std::optional<place> wait(stay length, std::function<void()> on_entered);
    /// Leaves the queue; only before on_entered was called.
    void give_up(place where);

    /// Lets in whoever may now.
    void leave(stay length);

    /// At the end: all who wait enter, whatever the limits. They are expected to leave.
    void let_all_in();

    [[nodiscard]] std::size_t inside() const noexcept { return inside_; }
    [[nodiscard]] std::size_t lengthy() const noexcept { return lengthy_; }
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

private:
    [[nodiscard]] bool fits(stay length) const noexcept;
    void count_in(stay length) noexcept;

    std::size_t max_inside_;
    std::size_t max_long_;
    std::size_t max_waiting_;
    std::size_t inside_ = 0;
    std::size_t lengthy_ = 0;
    std::list<waiter> waiting_;
};

} // namespace ws::turso
