#include "server/database_watch.hpp"

#include <ws/base/log.hpp>

#include <utility>

namespace ws::server
{
namespace
{

/// How often a trouble that lasts is told.
constexpr std::chrono::minutes reminder{1};

bool is_about_schema(const turso::error& why)
{
    return why.code == turso::errc::migrations_pending || why.code == turso::errc::migration_edited ||
           why.code == turso::errc::database_newer;
}

} // namespace

std::string_view to_string(database_state state) noexcept
{
    switch (state)
    {
    case database_state::unknown:
        return "unknown";
    case database_state::ok:
        return "ok";
    case database_state::unreachable:
        return "unreachable";
    case database_state::schema_refused:
        return "schema_refused";
    }
    return "?";
}

database_watch::database_watch(
    net::executor ex, net::timer_wheel& wheel, database_access& database, std::function<void()> fits)
    : wheel_(wheel), database_(database), fits_(std::move(fits)), first_look_(ex, wheel), questions_(ex),
      next_(wheel, [this] { poll(); })
{
}

net::task<turso::result<>> database_watch::start(std::chrono::milliseconds limit)
{
    poll();
    if (!first_answer_)
        co_await first_look_.wait(limit);
    const bool may_mend = !first_answer_ || *first_answer_ ||
                          (database_.is_remote() && !is_about_schema(first_answer_->error()));
    if (may_mend)
        co_return turso::result<>();
    co_return first_answer_->error();
}

net::task<void> database_watch::stop()
{
    stopped_ = true;
    next_.cancel();
    questions_.cancel();
    first_look_.wake_all();
    co_await questions_.join();
    co_await database_.close();
}

/// A question that is still under way is waited for: its own deadline ends it.
void database_watch::poll()
{
    if (questions_.empty())
        questions_.spawn(look());
    schedule_next();
}

void database_watch::schedule_next()
{
    next_.schedule_after(state_ == database_state::ok ? interval : retry);
}

net::task<void> database_watch::look()
{
    if (schema_fits_)
        take(co_await database_.ask());
    else
        take(co_await database_.check_schema());
    first_look_.wake_all();
}

void database_watch::take(const turso::result<>& answer)
{
    if (stopped_)
        return;
    if (!first_answer_)
        first_answer_ = answer;
    if (!answer)
    {
        const turso::error why = answer.error();
        const bool refused = is_about_schema(why);
        return become(refused ? database_state::schema_refused : database_state::unreachable, &why);
    }
    become(database_state::ok, nullptr);
    if (!std::exchange(schema_fits_, true))
        fits_();
}

void database_watch::become(database_state now, const turso::error* why)
{
    const bool changed = std::exchange(state_, now) != now;
    const bool overdue = why != nullptr && wheel_.now() - told_ >= reminder;
    if (!changed && !overdue)
        return;
    schedule_next();
    told_ = wheel_.now();
    tell(why);
}

void database_watch::tell(const turso::error* why) const
{
    if (why == nullptr)
        log::info("database_ready");
    else if (state_ == database_state::schema_refused)
        log::error("database_schema_refused", {{"error", turso::describe(*why)}});
    else
        log::error("database_unreachable", {{"error", turso::describe(*why)}});
}

} // namespace ws::server
