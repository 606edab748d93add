#include <ws/net/wheel_driver.hpp>

namespace ws::net
{
namespace
{

constexpr double lateness_bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};

} // namespace

wheel_driver::wheel_driver(executor ex, timer_wheel& wheel)
    : wheel_(wheel), timer_(ex), lateness_(lateness_bounds)
{
}

void wheel_driver::start()
{
    stopped_ = false;
    tick();
}

void wheel_driver::stop()
{
    stopped_ = true;
    timer_.cancel();
}

void wheel_driver::tick()
{
    wheel_.advance(std::chrono::steady_clock::now());
    if (stopped_) // by a timer that just fired
        return;
    timer_.expires_after(timer_wheel::tick);
    timer_.async_wait(
        [this](const boost::system::error_code& ec)
        {
            // After an error `this` may be gone.
            if (ec || stopped_)
                return;
            const std::chrono::duration<double> late = std::chrono::steady_clock::now() - timer_.expiry();
            lateness_.observe(late.count());
            tick();
        });
}

} // namespace ws::net
