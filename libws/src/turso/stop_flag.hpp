#pragma once

#include <ws/turso/error.hpp>

#include <atomic>
#include <optional>

namespace ws::turso
{

/// Why a worker should end what it is doing: raised on the client's strand, looked at by
/// the worker's thread while SQLite works or waits for a lock.
class stop_flag
{
public:
    /// The first reason counts.
    void raise(errc why) noexcept
    {
        int none = 0;
        why_.compare_exchange_strong(none, static_cast<int>(why));
    }

    [[nodiscard]] std::optional<errc> raised() const noexcept
    {
        const int why = why_.load();
        return why == 0 ? std::nullopt : std::optional(static_cast<errc>(why));
    }

private:
    std::atomic<int> why_{0};
};

/// What a call is told that was ended for that reason.
error stop_error(errc why, outcome what_happened);

} // namespace ws::turso
