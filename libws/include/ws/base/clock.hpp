#pragma once

#include <chrono>
#include <functional>

namespace ws
{

/// Wall clock: token times, time stamps of records. May jump.
using system_time = std::chrono::system_clock::time_point;
/// Monotonic clock: deadlines, intervals, rates. Never jumps.
using steady_time = std::chrono::steady_clock::time_point;

/// Where a component takes its time from; tests pass a clock they can move.
using now_fn = std::function<system_time()>;
using steady_now_fn = std::function<steady_time()>;

} // namespace ws
