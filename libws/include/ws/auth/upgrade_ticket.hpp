#pragma once

#include <ws/base/clock.hpp>
#include <ws/base/error.hpp>
#include <ws/codec/siphash.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

/// Tickets: HS256 connection tokens that may stand in a URL, because they are short and
/// good for one use.
namespace ws::auth
{

inline constexpr std::chrono::seconds longest_ticket{60};

/// What makes a connection token one.
struct upgrade_ticket
{
    std::string id;                ///< `jti`: 1 to 128 bytes
    std::chrono::sys_seconds ends; ///< `exp`; may lie in the year 9999
};

/// Reads it of any token; whether that holds is not checked here. Errors:
/// errc::invalid_token for one that is not HS256, or has a `kid`, no `exp` or no fitting `jti`.
result<upgrade_ticket> read_upgrade_ticket(std::string_view token);

/// Which tickets were used. Each is remembered until it has ended; a table that is full
/// takes no more rather than forget one early. Of each id 64 bits of a keyed hash are kept, so
/// that two of them are mistaken for one as good as never, and by nobody's choice. Knows its own
/// process alone, and keeps no clock.
class ticket_register
{
public:
    static constexpr std::size_t default_max_tickets = 100'000;
    explicit ticket_register(std::size_t max_tickets = default_max_tickets);

    enum class verdict : std::uint8_t
    {
        first,    ///< it was never used, and now it is
        used,     ///< it was used before
        too_long, ///< it lives for longer than longest_ticket from now
        full,     ///< there is no room to remember it
    };

    /// For a ticket that holds, so it has not ended.
    verdict use(const upgrade_ticket& ticket, system_time now);

    /// Whether it was used. One that has ended may be forgotten.
    [[nodiscard]] bool has_used(const upgrade_ticket& ticket) const;

    [[nodiscard]] std::size_t size() const noexcept { return used_.size(); }

private:
    using entry = std::pair<std::chrono::sys_seconds, std::uint64_t>;

    void forget_ended(std::chrono::sys_seconds now);

    std::size_t max_tickets_;
    codec::siphash_key seed_;
    std::unordered_set<std::uint64_t> used_;
    std::priority_queue<entry, std::vector<entry>, std::greater<>> by_end_;
};

} // namespace ws::auth
