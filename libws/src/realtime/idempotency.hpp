#pragma once

#include <ws/base/clock.hpp>
#include <ws/base/error.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/realtime/publication.hpp>

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ws::realtime
{

/// Remembers which publish calls were already carried out: (channel, key) →
/// what was published and where. In memory, bounded: refuses when full rather
/// than forget a key early.
class idempotency_table
{
public:
    static constexpr std::chrono::hours kept_for{72};
    static constexpr std::size_t max_entries = 200'000;

    explicit idempotency_table(std::size_t capacity = max_entries) : capacity_(capacity) {}

    /// The first call's position if this key was seen; nothing if it is new.
    /// Errors: errc::conflict for the same key with other data; errc::unavailable
    /// when there is no room for a new one.
    result<std::optional<stream_position>>
    find(std::string_view channel, std::string_view key, std::string_view data, steady_time now);

    /// Remembers a key that find() called new.
    void remember(
        std::string_view channel, std::string_view key, std::string_view data, const stream_position& p,
        steady_time now);

private:
    struct entry
    {
        codec::sha256_digest data_digest;
        stream_position position;
    };

    void forget_expired(steady_time now);

    std::size_t capacity_;
    std::unordered_map<std::string, entry> entries_;        ///< channel NUL key
    std::deque<std::pair<steady_time, std::string>> order_; ///< when each one may go, oldest first
};

} // namespace ws::realtime
