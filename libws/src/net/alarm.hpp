#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace ws::net
{

/// A timer that is set anew all the time, and rarely rings.
///
/// Call it on its executor only. It rings there, and never once it is destroyed.
class alarm
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    alarm(boost::asio::any_io_executor executor, std::function<void()> on_ring);
    ~alarm();
    alarm(const alarm&) = delete;
    alarm& operator=(const alarm&) = delete;

    /// Rings once at `when`, and no longer at any time set before.
    void set(time_point when);
    /// Does not ring any more. Something stays pending, so that to set it again costs nothing.
    void unset() noexcept;
    /// Unless it is to ring nothing is pending any more, and the loop may end.
    void settle();

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace ws::net
