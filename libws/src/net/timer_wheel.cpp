#include <ws/net/timer_wheel.hpp>

#include <algorithm>

namespace ws::net
{

void timer_wheel::timer::schedule_at(steady_time due)
{
    cancel();
    due_ = due;
    wheel_->slot_for(due).push_back(*this);
}

void timer_wheel::timer::schedule_after(std::chrono::milliseconds delay)
{
    schedule_at(wheel_->now() + delay);
}

void timer_wheel::timer::cancel() noexcept { unlink(); }

timer_wheel::timer_wheel(steady_time start) : start_(start), now_(start) {}

std::int64_t timer_wheel::tick_of(steady_time t) const
{
    return std::chrono::floor<std::chrono::milliseconds>(t - start_).count() / tick.count();
}

timer_wheel::slot& timer_wheel::slot_for(steady_time due)
{
    // What is overdue already goes where the next advance() looks first.
    const auto at = std::max(tick_of(due), next_tick_);
    return slots_[static_cast<std::size_t>(at) % slot_count];
}

void timer_wheel::advance(steady_time now)
{
    if (now < now_)
        return;
    now_ = now;

    // Callbacks may touch any slot and any timer, so what is due leaves its slot
    // before the first of them runs. The tick `now` lies in is not over: its
    // slot is looked at again next time.
    const auto last_tick = tick_of(now);
    const bool full_round = last_tick - next_tick_ >= static_cast<std::int64_t>(slot_count);
    const auto end_tick = full_round ? next_tick_ + static_cast<std::int64_t>(slot_count) : last_tick + 1;
    slot due;
    for (auto at = next_tick_; at < end_tick; ++at)
    {
        slot& candidates = slots_[static_cast<std::size_t>(at) % slot_count];
        for (auto it = candidates.begin(); it != candidates.end();)
        {
            timer& t = *it;
            ++it;
            if (t.due_ <= now)
            {
                t.unlink();
                due.push_back(t);
            }
        }
    }
    next_tick_ = last_tick;
    // A slot holds timers of several rounds; a long sleep makes more than one of them due.
    if (full_round)
        due.sort([this](const timer& a, const timer& b) { return tick_of(a.due_) < tick_of(b.due_); });

    while (!due.empty())
    {
        timer& t = due.front();
        due.pop_front();
        // A copy, for the callback may destroy its timer.
        const auto on_due = t.on_due_;
        on_due();
    }
}

} // namespace ws::net
