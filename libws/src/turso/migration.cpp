#include "turso/call_launch.hpp"
#include "turso/client_core.hpp"
#include "turso/migration_program.hpp"
#include "turso/migration_state.hpp"
#include "turso/migration_text.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace ws::turso
{
namespace
{

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// How often it looks again without a migration more being applied. The pauses add up to
/// some 15 seconds: a server takes the lock from a transaction older than five when another
/// one waits, so two programs with a long migration need room to get out of each other's way.
constexpr unsigned most_looks = 7;
constexpr std::chrono::milliseconds first_pause = 250ms;

bool worth_another_look(const error& e)
{
    if (e.code == errc::cancelled || e.code == errc::shut_down)
        return false;
    return e.what_happened == outcome::unknown || e.code == errc::tx_lost || e.code == errc::tx_aborted ||
           e.code == condition::busy;
}

class migrator
{
public:
    migrator(client db, std::span<const migration> known, migration_options how)
        : db_(std::move(db)), known_(known), call_(how.deadline), fewest_pending_(known.size() + 1)
    {
    }

    task<result<migration_report>> run()
    {
        for (;;)
        {
            auto state = co_await read_migration_state(db_, known_);
            if (state)
            {
                if (auto fine = check_migrations(*state); !fine)
                    co_return std::move(fine).error();
                if (state->pending() == 0)
                {
                    state->applied_now = std::move(applied_now_);
                    co_return state;
                }
                note_progress(state->pending());
                trouble_ = co_await apply_pending(*state);
            }
            else if (!trouble_ || trouble_->what_happened != outcome::unknown)
                co_return std::move(state).error();
            bool again = true;
            if (trouble_)
                again = co_await wait_for_another_look();
            if (!again)
                co_return std::move(*trouble_);
        }
    }

private:
    void note_progress(std::size_t pending)
    {
        if (pending < fewest_pending_)
            looks_ = 0;
        fewest_pending_ = std::min(fewest_pending_, pending);
    }

    /// Until one fails: what kept it from being applied.
    task<std::optional<error>> apply_pending(const migration_report& state)
    {
        for (const auto& m : known_)
        {
            if (std::ranges::find(state.all, m.version, &migration_status::version)->applied)
                continue;
            if (co_await was_cancelled())
                co_return about(
                    m, client_error(errc::cancelled, outcome::not_executed, "cancelled before it"));
            const migration_program made(m);
            const auto answer = co_await db_.run(made.steps(), call_, asio::use_awaitable);
            if (!answer)
                co_return about(m, answer.error());
            const auto outcome = made.read(*answer);
            if (!outcome)
                co_return outcome.error();
            if (*outcome == migration_outcome::overtaken)
                co_return about(m, overtaken_error());
            applied_now_.push_back(m.version);
        }
        co_return std::nullopt;
    }

    static error about(const migration& m, error e)
    {
        e.message = fmt::format("migration {}: {}", label_of(m.version, m.name), e.message);
        return e;
    }

    static error overtaken_error()
    {
        return client_error(
            errc::tx_aborted, outcome::not_executed, "schema_migrations does not stay as it was read");
    }

    /// False: it will do no good.
    task<bool> wait_for_another_look()
    {
        if (!worth_another_look(*trouble_) || looks_ == most_looks)
            co_return false;
        // The first look comes at once: most often somebody else has been here.
        const auto pause = looks_ == 0 ? 0ms : first_pause * (1 << (looks_ - 1));
        ++looks_;
        asio::steady_timer timer(co_await asio::this_coro::executor, pause);
        const auto [ec] = co_await timer.async_wait(use_tuple);
        co_return !ec;
    }

    client db_;
    std::span<const migration> known_;
    call_options call_;
    std::vector<std::uint32_t> applied_now_;
    std::optional<error> trouble_; ///< of the last attempt
    std::size_t fewest_pending_;
    unsigned looks_ = 0; ///< since one more was applied
};

task<result<migration_report>> migrate(client db, std::span<const migration> known, migration_options how)
{
    co_await heed_cancellation();
    migrator work(std::move(db), known, how);
    co_return co_await work.run();
}

} // namespace

void detail::start_migrate_up(
    migration_handler done, client db, std::span<const migration> known, migration_options how)
{
    const auto on = db.get_executor();
    launch(on, nullptr, migrate(std::move(db), known, how), std::move(done));
}

} // namespace ws::turso
