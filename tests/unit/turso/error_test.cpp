#include <ws/turso/error.hpp>

#include <gtest/gtest.h>

#include <set>
#include <sqlite3.h>
#include <string>
#include <vector>

namespace
{

using namespace ws::turso;
using boost::system::error_code;

const std::vector<condition> all_conditions{
    condition::unique_violation,
    condition::foreign_key_violation,
    condition::not_null_violation,
    condition::check_violation,
    condition::constraint_violation,
    condition::busy,
    condition::auth,
    condition::throttled};

std::set<condition> conditions_of(error_code code)
{
    std::set<condition> holding;
    for (const auto c : all_conditions)
        if (code == c)
            holding.insert(c);
    return holding;
}

std::set<condition> conditions_of_sqlite(int number) { return conditions_of({number, sqlite_category()}); }

TEST(TursoError, CodesOfSqlite_AnswerToTheirConditions)
{
    using set = std::set<condition>;
    const auto constraint = condition::constraint_violation;
    EXPECT_EQ(conditions_of_sqlite(SQLITE_CONSTRAINT_UNIQUE), (set{condition::unique_violation, constraint}));
    EXPECT_EQ(
        conditions_of_sqlite(SQLITE_CONSTRAINT_PRIMARYKEY), (set{condition::unique_violation, constraint}));
    EXPECT_EQ(conditions_of_sqlite(SQLITE_CONSTRAINT_ROWID), (set{condition::unique_violation, constraint}));
    EXPECT_EQ(
        conditions_of_sqlite(SQLITE_CONSTRAINT_FOREIGNKEY),
        (set{condition::foreign_key_violation, constraint}));
    EXPECT_EQ(
        conditions_of_sqlite(SQLITE_CONSTRAINT_NOTNULL), (set{condition::not_null_violation, constraint}));
    EXPECT_EQ(conditions_of_sqlite(SQLITE_CONSTRAINT_CHECK), (set{condition::check_violation, constraint}));
    EXPECT_EQ(conditions_of_sqlite(SQLITE_CONSTRAINT), (set{constraint}));
    EXPECT_EQ(conditions_of_sqlite(SQLITE_CONSTRAINT_TRIGGER), (set{constraint}));
    for (const int busy :
         {SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_TIMEOUT, SQLITE_LOCKED, SQLITE_LOCKED_SHAREDCACHE})
        EXPECT_EQ(conditions_of_sqlite(busy), (set{condition::busy})) << busy;
    EXPECT_EQ(conditions_of_sqlite(SQLITE_AUTH), (set{condition::auth}));
    EXPECT_EQ(conditions_of_sqlite(SQLITE_ERROR), (set{}));
}

TEST(TursoError, CodesOfTheClient_AnswerToTheirConditions)
{
    for (int number = 1; number <= static_cast<int>(errc::migrations_pending); ++number)
    {
        const auto e = static_cast<errc>(number);
        std::set<condition> expected;
        if (e == errc::unauthorized)
            expected = {condition::auth};
        if (e == errc::queue_full || e == errc::rate_limited)
            expected = {condition::throttled};
        EXPECT_EQ(conditions_of(e), expected) << number;
    }
}

TEST(TursoError, CodesOfOthers_AnswerToNone)
{
    EXPECT_TRUE(conditions_of(error_code()).empty());
    EXPECT_TRUE(conditions_of(error_code(SQLITE_BUSY, boost::system::generic_category())).empty());
}

TEST(TursoError, EveryCode_HasWordsOfItsOwn)
{
    std::set<std::string> messages;
    std::set<std::string> names;
    for (int number = 1; number <= static_cast<int>(errc::migrations_pending); ++number)
    {
        error e;
        e.code = static_cast<errc>(number);
        messages.insert(e.code.message());
        names.insert(describe(e).substr(0, describe(e).find(':')));
    }
    EXPECT_EQ(messages.size(), static_cast<std::size_t>(errc::migrations_pending));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(errc::migrations_pending));
    EXPECT_FALSE(messages.contains(error_code(0, client_category()).message()));
}

TEST(TursoError, Description_BeginsWithTheMostExactName)
{
    error e;
    e.code = {SQLITE_CONSTRAINT_UNIQUE, sqlite_category()};
    e.message = "UNIQUE constraint failed: users.mail";
    e.server_code = "SQLITE_CONSTRAINT";
    EXPECT_EQ(describe(e), "unique_violation: UNIQUE constraint failed: users.mail (SQLITE_CONSTRAINT)");
    e.code = {SQLITE_IOERR_FSYNC, sqlite_category()};
    e.message = "disk I/O error";
    e.server_code = "SQLITE_IOERR_FSYNC";
    EXPECT_EQ(describe(e), "SQLITE_IOERR_FSYNC: disk I/O error");
}

TEST(TursoError, Description_TellsWhatIsKnownBeside)
{
    error e;
    e.code = errc::server_error;
    EXPECT_EQ(describe(e), "server_error: the server failed");
    e.what_happened = outcome::unknown;
    e.http_status = 502;
    e.attempts = 2;
    e.statement = 3;
    EXPECT_EQ(
        describe(e), "server_error: the server failed (statement 3, HTTP 502, outcome unknown, 2 attempts)");
}

TEST(TursoError, ValueOfAFailedResult_ThrowsWhatWasWrong)
{
    error e;
    e.code = errc::no_row;
    e.message = "none";
    const result<int> failed = e;
    try
    {
        static_cast<void>(failed.value());
        FAIL() << "no exception";
    }
    catch (const failure& thrown)
    {
        EXPECT_EQ(thrown.why().code, errc::no_row);
        EXPECT_STREQ(thrown.what(), "no_row: none");
    }
}

TEST(TursoError, Outcome_HasWords)
{
    EXPECT_EQ(to_string(outcome::not_executed), "not executed");
    EXPECT_EQ(to_string(outcome::executed), "executed");
    EXPECT_EQ(to_string(outcome::unknown), "outcome unknown");
}

} // namespace
