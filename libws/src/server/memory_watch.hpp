#pragma once

#include <ws/base/clock.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace ws::server
{

/// Whether this process comes near the memory that it may have. The kernel ends one that
/// goes beyond without a word, and with it every connection; who is turned away in time
/// comes back when there is room. Belongs to the loop's thread.
class memory_watch
{
public:
    /// What the system is asked and told; tests bring their own.
    struct process_memory
    {
        std::function<std::uint64_t()> resident_bytes;
        std::function<void()> give_back_free; ///< to the system: the allocator keeps what was freed
    };

    /// Without a `limit` (bytes) there is always room.
    memory_watch(std::optional<std::uint64_t> limit, process_memory memory, steady_now_fn now);

    /// Whether more than 80 % is in RAM, also after what is free was given back. As it was at
    /// most a quarter of a second ago.
    bool is_short();

    [[nodiscard]] std::optional<std::uint64_t> limit() const noexcept { return limit_; }
    /// How often is_short() has said yes.
    [[nodiscard]] std::uint64_t refusals() const noexcept { return refusals_; }

private:
    [[nodiscard]] bool is_over(std::uint64_t resident) const noexcept;
    void look();

    std::optional<std::uint64_t> limit_;
    process_memory memory_;
    steady_now_fn now_;
    std::optional<std::chrono::steady_clock::time_point> looked_;
    std::optional<std::chrono::steady_clock::time_point> gave_back_;
    bool short_ = false;
    std::uint64_t refusals_ = 0;
};

} // namespace ws::server
