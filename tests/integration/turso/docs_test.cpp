#include "database_test.hpp"

#include <ws/turso/statement_group.hpp>
#include <ws/turso/with_transaction.hpp>

// The code of docs/turso.md: everything between two marks stands there as it is here.

// [page]
#include <ws/net/awaitable.hpp>
#include <ws/turso/client.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace turso = ws::turso;
using ws::net::task;

struct user
{
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> mail;
    std::chrono::sys_seconds created{};
};

task<turso::result<>> first_steps(turso::client db)
{
    auto made = co_await db.run_script(
        "CREATE TABLE IF NOT EXISTS users ("
        "  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, mail TEXT, created INTEGER NOT NULL);");
    if (!made)
        co_return made;

    const std::chrono::sys_seconds now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22);
    auto added = co_await db.execute(
        turso::sql("INSERT INTO users (name, mail, created) VALUES (?, ?, ?)", "ann", std::nullopt, now));
    if (!added)
        co_return added.error();

    auto ann = co_await db.query_one<user>(turso::sql(
        "SELECT id, name, mail, created FROM users WHERE name = :name", turso::named("name", "ann")));
    if (!ann)
        co_return ann.error(); // errc::no_row, errc::type_mismatch, …
    co_return turso::result<>();
}
// [page]

// [page]
task<turso::result<>> add_user(turso::client db, std::string name)
{
    const auto at_most = turso::call_options(std::chrono::milliseconds(500));
    auto insert = turso::sql("INSERT INTO users (name, created) VALUES (?, unixepoch())", name);
    auto added = co_await db.execute(std::move(insert), at_most);
    if (added)
        co_return turso::result<>();

    const turso::error why = added.error();
    if (why.code == turso::condition::unique_violation)
        co_return turso::result<>(); // it is there already, whichever server said so
    if (why.what_happened == turso::outcome::unknown)
        co_return why; // stored or not: look before you repeat it
    co_return why;     // not_executed: nothing is stored
}
// [page]

// [page]
task<turso::result<std::int64_t>>
transfer(turso::client db, std::int64_t from, std::int64_t to, std::int64_t cents)
{
    auto body = [from, to, cents](turso::transaction& tx) -> task<turso::result<std::int64_t>>
    {
        auto left = co_await tx.query_one<std::int64_t>(
            turso::sql("UPDATE accounts SET cents = cents - ? WHERE id = ? RETURNING cents", cents, from));
        if (!left)
            co_return left.error(); // rolls back
        auto added =
            co_await tx.execute(turso::sql("UPDATE accounts SET cents = cents + ? WHERE id = ?", cents, to));
        if (!added)
            co_return added.error();
        co_return *left; // commits
    };
    co_return co_await turso::with_transaction(db, body, {}, turso::rerun::when_lost);
}
// [page]

// [page]
task<turso::result<std::vector<turso::rows>>> rename_both(turso::client db)
{
    std::vector<turso::statement> both;
    both.push_back(turso::sql("UPDATE users SET name = ? WHERE name = ?", "anna", "ann"));
    both.push_back(turso::sql("UPDATE users SET name = ? WHERE name = ?", "bob", "robert"));
    co_return co_await db.batch(turso::tx_mode::write, std::move(both));
}
// [page]

// [page]
task<turso::result<bool>> take_lease(turso::client db, std::string holder)
{
    using when = turso::step_condition;
    turso::program steps;
    const auto taken = steps.add(turso::sql(
        "UPDATE lease SET holder = ?1, until = unixepoch() + 15 "
        "WHERE until < unixepoch() OR holder = ?1 RETURNING holder",
        holder));
    steps.add(when::negation(when::ok(taken)), turso::sql("INSERT INTO lease_failures VALUES (unixepoch())"));
    auto told = co_await db.run(std::move(steps));
    if (!told)
        co_return told.error();
    if (const auto* why = told->failure_of(taken))
        co_return *why;
    co_return !std::get<turso::rows>((*told)[taken]).empty();
}
// [page]

// [page]
class visit_counter
{
public:
    explicit visit_counter(turso::client db) : visits_(std::move(db), turso::make_statement_group()) {}

    /// Any number of callers at once: they share commits.
    task<turso::result<>> count(std::string page)
    {
        auto added = co_await visits_.submit(turso::sql("INSERT INTO visits (page) VALUES (?)", page));
        if (!added)
            co_return added.error();
        co_return turso::result<>();
    }

private:
    turso::group_executor<turso::statement, turso::rows> visits_;
};
// [page]

// [page]
enum class plan : std::uint8_t
{
    free = 0,
    paid = 1,
};

struct colour
{
    std::uint8_t red = 0, green = 0, blue = 0;
};

template <>
struct ws::turso::column_codec<colour>
{
    static constexpr std::string_view type_name = "colour";
    static value to_value(const colour& c)
    {
        return std::int64_t{c.red} << 16 | std::int64_t{c.green} << 8 | std::int64_t{c.blue};
    }
    static bool read(const value_view& cell, colour& into)
    {
        if (cell.kind() != value_kind::integer || cell.as_integer() < 0 || cell.as_integer() > 0xFFFFFF)
            return false;
        const auto bits = static_cast<std::uint32_t>(cell.as_integer());
        into = {
            static_cast<std::uint8_t>(bits >> 16), static_cast<std::uint8_t>(bits >> 8 & 0xFF),
            static_cast<std::uint8_t>(bits & 0xFF)};
        return true;
    }
};

struct badge
{
    plan level = plan::free;
    colour shade;
};
// [page]

namespace ws::turso
{
namespace
{

class TursoPage : public every_database_test
{
};
INSTANTIATE_TEST_SUITE_P(Databases, TursoPage, every_database(), name_of);

TEST_P(TursoPage, FirstSteps_FindTheUserTheyAdded)
{
    const auto told = run(first_steps(db()));
    EXPECT_TRUE(told.has_value()) << describe(told.error());
    EXPECT_EQ(listed("SELECT name, mail, created FROM users"), "ann,NULL,1795305600");
}

TEST_P(TursoPage, AddingTwice_IsFine)
{
    EXPECT_TRUE(run(first_steps(db())));
    EXPECT_TRUE(run(add_user(db(), "robert")));
    EXPECT_TRUE(run(add_user(db(), "robert")));
    const auto renamed = run(rename_both(db()));
    ASSERT_TRUE(renamed.has_value()) << describe(renamed.error());
    EXPECT_EQ(listed("SELECT name FROM users ORDER BY id"), "anna;bob");
}

TEST_P(TursoPage, Transfer_MovesTheMoneyOnce)
{
    done("CREATE TABLE accounts (id INTEGER PRIMARY KEY, cents INTEGER NOT NULL CHECK (cents >= 0))");
    done("INSERT INTO accounts VALUES (1, 700), (2, 0)");
    EXPECT_EQ(run(transfer(db(), 1, 2, 500)).value(), 200);
    const auto refused = run(transfer(db(), 1, 2, 500));
    ASSERT_FALSE(refused.has_value());
    EXPECT_TRUE(refused.error().code == condition::check_violation);
    EXPECT_EQ(listed("SELECT id, cents FROM accounts"), "1,200;2,500");
}

TEST_P(TursoPage, Lease_IsTakenByOne)
{
    done("CREATE TABLE lease (holder TEXT, until INTEGER)");
    done("INSERT INTO lease VALUES ('', 0)");
    done("CREATE TABLE lease_failures (at INTEGER)");
    EXPECT_TRUE(run(take_lease(db(), "a")).value());
    EXPECT_FALSE(run(take_lease(db(), "b")).value());
    EXPECT_TRUE(run(take_lease(db(), "a")).value());
    EXPECT_EQ(number("SELECT count(*) FROM lease_failures"), 0);
}

TEST_P(TursoPage, Visits_AreCounted)
{
    done("CREATE TABLE visits (page TEXT)");
    visit_counter counter(db());
    EXPECT_TRUE(run(counter.count("/")));
    EXPECT_EQ(number("SELECT count(*) FROM visits"), 1);
}

TEST_P(TursoPage, OwnTypes_ComeBackAsTheyWent)
{
    done("CREATE TABLE badges (level INTEGER, shade INTEGER)");
    done(sql("INSERT INTO badges VALUES (?, ?)", plan::paid, colour{1, 2, 3}));
    const auto kept = finish(db().query_one<badge>(sql("SELECT level, shade FROM badges"))).value();
    EXPECT_EQ(kept.level, plan::paid);
    EXPECT_EQ(kept.shade.green, 2);
}

} // namespace
} // namespace ws::turso
