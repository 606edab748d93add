#include "server/memory_watch.hpp"

#include <ws/base/log.hpp>

#include <utility>

namespace ws::server
{
namespace
{

constexpr std::uint64_t most_percent = 80;
/// Reading it costs a few system calls, and connections come by the hundred.
constexpr std::chrono::milliseconds look_interval{250};
/// Giving back walks through the whole heap.
constexpr std::chrono::seconds give_back_interval{10};

} // namespace

memory_watch::memory_watch(std::optional<std::uint64_t> limit, process_memory memory, steady_now_fn now)
    : limit_(limit), memory_(std::move(memory)), now_(std::move(now))
{
}

bool memory_watch::is_over(std::uint64_t resident) const noexcept
{
    return resident > *limit_ / 100 * most_percent;
}

bool memory_watch::is_short()
{
    if (!limit_)
        return false;
    const auto now = now_();
    if (!looked_ || now - *looked_ >= look_interval)
    {
        looked_ = now;
        look();
    }
    refusals_ += short_ ? 1 : 0;
    return short_;
}

void memory_watch::look()
{
    std::uint64_t resident = memory_.resident_bytes();
    if (is_over(resident) && (!gave_back_ || *looked_ - *gave_back_ >= give_back_interval))
    {
        gave_back_ = looked_;
        memory_.give_back_free();
        resident = memory_.resident_bytes();
    }
    const bool was_short = std::exchange(short_, is_over(resident));
    if (short_ && !was_short)
        log::warn("memory_short", {{"resident_bytes", resident}, {"limit_bytes", *limit_}});
    else if (!short_ && was_short)
        log::info("memory_eased", {{"resident_bytes", resident}, {"limit_bytes", *limit_}});
}

} // namespace ws::server
