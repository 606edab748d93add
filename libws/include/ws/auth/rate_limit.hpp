#pragma once

#include <ws/base/clock.hpp>
#include <ws/base/error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Rate limits by the generic cell rate algorithm: no counters that start anew
/// with each window, so nobody gets twice the limit around a window's edge.
namespace ws::auth
{

/// So many times in a window, and so many at once after a rest.
struct rate_limit
{
    std::uint32_t limit = 1;
    std::chrono::seconds window{1};
    std::uint32_t burst = 1;

    bool operator==(const rate_limit&) const = default;

    /// What one use costs in time.
    [[nodiscard]] std::chrono::nanoseconds interval() const noexcept
    {
        return std::chrono::nanoseconds(window) / limit;
    }
};

/// "30/60s,burst=20": 30 in 60 seconds, of them 20 at once; without `burst` it is
/// the limit. "off" gives nothing. Limit and burst: 1 to 1,000,000; the window: 1s
/// to 24h; and 30 days earn a whole burst back, or nobody would ever see it again.
/// `why` receives what is wrong. Errors: errc::malformed_input.
result<std::optional<rate_limit>> parse_rate_limit(std::string_view text, std::string& why);

/// The text that gives this limit.
std::string to_string(const rate_limit& rule);

struct rate_verdict
{
    bool allowed = true;
    std::uint32_t remaining = 0;            ///< uses left at once
    std::chrono::nanoseconds reset_after{}; ///< until the whole burst is there again
    std::chrono::nanoseconds retry_after{}; ///< until this use would be allowed; 0 if it was
};

/// What is kept of one key: eight bytes.
class rate_state
{
public:
    /// Uses it `cost` times if the rule allows that now, else not at all. A cost
    /// above the burst is never allowed.
    rate_verdict take(const rate_limit& rule, steady_time now, std::uint32_t cost = 1) noexcept;

    /// What take() would say.
    [[nodiscard]] rate_verdict
    peek(const rate_limit& rule, steady_time now, std::uint32_t cost = 1) const noexcept;

    /// Whether it is as good as new.
    [[nodiscard]] bool is_rested(steady_time now) const noexcept { return rested_at_ <= now; }

private:
    /// When the whole burst is there again: the algorithm's theoretical arrival time.
    steady_time rested_at_{};
};

} // namespace ws::auth
