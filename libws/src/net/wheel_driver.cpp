#include <ws/net/wheel_driver.hpp>

namespace ws::net
{

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
            if (!ec && !stopped_)
                tick();
        });
}

} // namespace ws::net
