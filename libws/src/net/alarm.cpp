#include "alarm.hpp"

#include <boost/asio/steady_timer.hpp>

#include <optional>

namespace ws::net
{

struct alarm::state : std::enable_shared_from_this<state>
{
    state(boost::asio::any_io_executor executor, std::function<void()> ring)
        : timer(std::move(executor)), on_ring(std::move(ring))
    {
    }

    void arm()
    {
        armed = due;
        timer.expires_at(*due);
        // A wait that was cancelled too late still ends with success: hence the turn.
        timer.async_wait([self = shared_from_this(), own = ++turn](const auto&) { self->on_wait_over(own); });
    }

    void on_wait_over(std::uint64_t own)
    {
        if (own != turn)
            return;
        armed.reset();
        if (!due)
            return;
        if (*due > std::chrono::steady_clock::now())
            return arm();
        due.reset();
        on_ring();
    }

    void settle()
    {
        if (due || !armed)
            return;
        armed.reset();
        ++turn;
        timer.cancel();
    }

    boost::asio::steady_timer timer;
    std::function<void()> on_ring;
    std::optional<time_point> due;
    std::optional<time_point> armed;
    std::uint64_t turn = 0;
};

alarm::alarm(boost::asio::any_io_executor executor, std::function<void()> on_ring)
    : state_(std::make_shared<state>(std::move(executor), std::move(on_ring)))
{
}

alarm::~alarm()
{
    unset();
    settle();
}

void alarm::set(time_point when)
{
    state_->due = when;
    // One that rings too early sets itself again: cheaper than to move it each time.
    if (!state_->armed || when < *state_->armed)
        state_->arm();
}

void alarm::unset() noexcept { state_->due.reset(); }

void alarm::settle() { state_->settle(); }

} // namespace ws::net
