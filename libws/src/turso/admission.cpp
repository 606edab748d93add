#include "turso/admission.hpp"

#include <cassert>
#include <utility>

namespace ws::turso
{

admission::admission(std::size_t max_inside, std::size_t max_long, std::size_t max_waiting)
    : max_inside_(max_inside), max_long_(max_long), max_waiting_(max_waiting)
{
}

bool admission::fits(stay length) const noexcept
{
    return inside_ < max_inside_ && (length == stay::brief || lengthy_ < max_long_);
}

void admission::count_in(stay length) noexcept
{
    ++inside_;
    if (length == stay::lengthy)
        ++lengthy_;
}

bool admission::try_enter(stay length)
{
    if (!fits(length))
        return false;
    count_in(length);
    return true;
}

std::optional<admission::place> admission::wait(stay length, std::function<void()> on_entered)
{
    if (waiting_.size() >= max_waiting_)
        return std::nullopt;
    return waiting_.insert(waiting_.end(), waiter{length, std::move(on_entered)});
}

void admission::give_up(place where) { waiting_.erase(where); }

void admission::leave(stay length)
{
    assert(inside_ > 0);
    --inside_;
    if (length == stay::lengthy)
        --lengthy_;
    // Usually the first one fits; those passed over are long ones beyond their limit.
    for (auto it = waiting_.begin(); it != waiting_.end() && inside_ < max_inside_;)
    {
        if (!fits(it->length))
        {
            ++it;
            continue;
        }
        count_in(it->length);
        auto entered = std::move(it->on_entered);
        it = waiting_.erase(it);
        entered();
    }
}

void admission::let_all_in()
{
    while (!waiting_.empty())
    {
        waiter first = std::move(waiting_.front());
        waiting_.pop_front();
        count_in(first.length);
        first.on_entered();
    }
}

} // namespace ws::turso
