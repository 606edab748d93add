#pragma once

#include "server/database_access.hpp"

#include <ws/net/task_group.hpp>
#include <ws/net/timer_wheel.hpp>
#include <ws/net/waiting_list.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace ws::server
{

enum class database_state : std::uint8_t
{
    unknown,        ///< not asked yet
    ok,             ///< it answered when it was last asked, and its schema fits
    unreachable,    ///< it did not answer
    schema_refused, ///< its schema is not one this program may work with
};

std::string_view to_string(database_state state) noexcept;

/// Whether the database can be worked with, now and since the start.
///
/// Its schema is looked at until it fits, every `retry`; from then on the database is asked
/// every `interval` whether it is there. Changes are logged, a trouble that lasts once
/// a minute. Belongs to the shard's thread.
class database_watch
{
public:
    static constexpr std::chrono::milliseconds retry{2'000};
    static constexpr std::chrono::milliseconds interval{30'000};

    /// `fits` is called once, when the schema is first seen to fit.
    database_watch(
        net::executor ex, net::timer_wheel& wheel, database_access& database, std::function<void()> fits);

    /// Looks for the first time and waits at most `limit` for the answer. A database elsewhere
    /// that does not answer is no error: it is asked again.
    /// Errors: what will be no better at the next look, namely a schema that this
    /// program must not work with, an address that is none, a database of this process that fails.
    net::task<turso::result<>> start(std::chrono::milliseconds limit);

    /// Ends the question that is under way, and asks no more. Also without start().
    net::task<void> stop();

    [[nodiscard]] database_state state() const noexcept { return state_; }

private:
    void poll();
    void schedule_next();
    net::task<void> look();
    void take(const turso::result<>& answer);
    void become(database_state now, const turso::error* why);
    void tell(const turso::error* why) const;

    net::timer_wheel& wheel_;
    database_access& database_;
    std::function<void()> fits_;
    net::waiting_list first_look_;
    net::task_group questions_;
    net::timer_wheel::timer next_;
    database_state state_ = database_state::unknown;
    bool schema_fits_ = false;
    bool stopped_ = false;
    std::optional<turso::result<>> first_answer_;
    steady_time told_{};
};

} // namespace ws::server
