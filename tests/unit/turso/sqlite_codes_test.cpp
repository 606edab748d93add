#include "turso/sqlite_codes.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sqlite3.h>
#include <string>
#include <vector>

namespace
{

using namespace ws::turso;
using boost::system::error_code;

error_code sqlite(int number) { return {number, sqlite_category()}; }

TEST(SqliteCodes, NamesAndNumbers_AreSqlitesOwn)
{
    EXPECT_EQ(sqlite_code_of("SQLITE_ERROR"), SQLITE_ERROR);
    EXPECT_EQ(sqlite_code_of("SQLITE_CONSTRAINT_UNIQUE"), SQLITE_CONSTRAINT_UNIQUE);
    EXPECT_EQ(sqlite_code_of("SQLITE_CONSTRAINT_DATATYPE"), SQLITE_CONSTRAINT_DATATYPE);
    EXPECT_EQ(sqlite_code_of("SQLITE_BUSY_SNAPSHOT"), SQLITE_BUSY_SNAPSHOT);
    EXPECT_EQ(sqlite_code_of("SQLITE_IOERR_CORRUPTFS"), SQLITE_IOERR_CORRUPTFS);
    EXPECT_EQ(sqlite_code_of("SQLITE_ABORT_ROLLBACK"), SQLITE_ABORT_ROLLBACK);
    EXPECT_EQ(sqlite_code_of("SQLITE_WARNING_AUTOINDEX"), SQLITE_WARNING_AUTOINDEX);
    EXPECT_EQ(sqlite_code_of("SQLITE_READONLY_DIRECTORY"), SQLITE_READONLY_DIRECTORY);
    EXPECT_EQ(sqlite_code_of("SQLITE_CANTOPEN_SYMLINK"), SQLITE_CANTOPEN_SYMLINK);
    EXPECT_EQ(sqlite_name_of(SQLITE_DONE), "SQLITE_DONE");
}

TEST(SqliteCodes, EveryPrimaryAndItsExtendedCodes_GoBothWays)
{
    std::set<std::string_view> names;
    for (int number = 0; number < 0x4000; ++number)
    {
        const auto name = sqlite_name_of(number);
        if (name == "SQLITE_UNKNOWN")
            continue;
        EXPECT_EQ(sqlite_code_of(name), number) << name;
        EXPECT_TRUE(name.starts_with(sqlite_name_of(number & 0xff))) << name;
        names.insert(name);
    }
    for (int primary = 0; primary <= 28; ++primary)
        EXPECT_NE(sqlite_name_of(primary), "SQLITE_UNKNOWN") << primary;
    EXPECT_GT(names.size(), 100U);
}

TEST(SqliteCodes, UnknownNameOrNumber_HasNone)
{
    EXPECT_EQ(sqlite_code_of(""), std::nullopt);
    EXPECT_EQ(sqlite_code_of("sqlite_error"), std::nullopt);
    EXPECT_EQ(sqlite_code_of("SQL_PARSE_ERROR"), std::nullopt);
    EXPECT_EQ(sqlite_code_of("SQLITE_UNKNOWN"), SQLITE_ERROR);
    EXPECT_EQ(sqlite_name_of(99), "SQLITE_UNKNOWN");
}

struct spelling
{
    std::string_view message;
    std::string_view code;
    std::string_view extended_code;
};

TEST(StatementError, SameViolation_HasOneCodeWhateverTheServer)
{
    // sqld, Turso Cloud, a server that tells extended names as the code, one that tells only its own.
    for (const auto& s : std::vector<spelling>{
             {"SQLite error: UNIQUE constraint failed: t.a", "SQLITE_CONSTRAINT", ""},
             {"SQLite error: UNIQUE constraint failed: t.a", "SQLITE_CONSTRAINT", "SQLITE_CONSTRAINT_UNIQUE"},
             {"UNIQUE constraint failed: t.a", "SQLITE_CONSTRAINT_UNIQUE", ""},
             {"Runtime error: UNIQUE constraint failed: t.a", "EXECUTE_ERROR", ""},
             {"UNIQUE constraint failed: t.a", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT"},
             {"UNIQUE constraint failed: t.a", "", ""}})
    {
        const auto e = statement_error(s.message, s.code, s.extended_code);
        EXPECT_EQ(e.code, sqlite(SQLITE_CONSTRAINT_UNIQUE)) << s.message << s.code;
        EXPECT_EQ(e.code, condition::unique_violation);
        EXPECT_EQ(e.message, "UNIQUE constraint failed: t.a");
        EXPECT_EQ(e.what_happened, outcome::executed);
    }
}

TEST(StatementError, FixedMessageHeads_TellTheExtendedCode)
{
    const auto code = [](std::string_view message)
    { return statement_error(message, "SQLITE_CONSTRAINT", "").code; };
    EXPECT_EQ(code("SQLite error: FOREIGN KEY constraint failed"), sqlite(SQLITE_CONSTRAINT_FOREIGNKEY));
    EXPECT_EQ(code("SQLite error: NOT NULL constraint failed: t.a"), sqlite(SQLITE_CONSTRAINT_NOTNULL));
    EXPECT_EQ(code("SQLite error: CHECK constraint failed: a > 0"), sqlite(SQLITE_CONSTRAINT_CHECK));
    EXPECT_EQ(code("SQLite error: mine"), sqlite(SQLITE_CONSTRAINT));
    EXPECT_EQ(statement_error("database is locked", "", "").code, sqlite(SQLITE_BUSY));
}

TEST(StatementError, ExactCode_IsNotOverruledByWords)
{
    const auto e =
        statement_error("UNIQUE constraint failed: said a trigger", "SQLITE_CONSTRAINT_TRIGGER", "");
    EXPECT_EQ(e.code, sqlite(SQLITE_CONSTRAINT_TRIGGER));
}

TEST(StatementError, CodesOfServersThemselves_HaveAMeaning)
{
    const auto code = [](std::string_view said) { return statement_error("message", said, "").code; };
    EXPECT_EQ(code("SQLITE_UNKNOWN"), sqlite(SQLITE_ERROR));
    EXPECT_EQ(code("SQL_PARSE_ERROR"), sqlite(SQLITE_ERROR));
    EXPECT_EQ(code("SQL_INPUT_ERROR"), sqlite(SQLITE_ERROR));
    EXPECT_EQ(code("SQL_NO_STATEMENT"), sqlite(SQLITE_ERROR));
    EXPECT_EQ(code("SQL_MANY_STATEMENTS"), sqlite(SQLITE_ERROR));
    EXPECT_EQ(code("PREPARE_ERROR"), sqlite(SQLITE_ERROR));
    EXPECT_EQ(code("of tomorrow"), sqlite(SQLITE_ERROR));
    EXPECT_EQ(code(""), sqlite(SQLITE_ERROR));
    EXPECT_EQ(code("ARGS_INVALID"), errc::bad_argument);
    EXPECT_EQ(code("ARGS_BOTH_POSITIONAL_AND_NAMED"), errc::bad_argument);
    EXPECT_EQ(code("BIND_ERROR"), errc::bad_argument);
    EXPECT_EQ(code("TRANSACTION_BUSY"), sqlite(SQLITE_BUSY));
    EXPECT_EQ(code("TRANSACTION_TIMEOUT"), errc::tx_lost);
    EXPECT_EQ(code("STREAM_EXPIRED"), errc::stream_lost);
    EXPECT_EQ(code("RESPONSE_TOO_LARGE"), errc::response_too_large);
    EXPECT_EQ(code("AUTH_JWT_INVALID"), errc::unauthorized);
    EXPECT_EQ(code("BLOCKED"), condition::auth);
    EXPECT_EQ(code("UNICODE_ERROR"), errc::type_mismatch);
    EXPECT_EQ(code("SQL_STORE_TOO_MANY"), errc::unsupported);
}

TEST(StatementError, RawCode_IsKept)
{
    EXPECT_EQ(statement_error("m", "SQL_INPUT_ERROR", "").server_code, "SQL_INPUT_ERROR");
    EXPECT_EQ(statement_error("m", "SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT").server_code, "SQLITE_BUSY");
    EXPECT_EQ(statement_error("m", "SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT").code, sqlite(SQLITE_BUSY_SNAPSHOT));
    EXPECT_EQ(statement_error("m", "", "SQLITE_BUSY").server_code, "SQLITE_BUSY");
}

TEST(StatementError, ReplicaThatLostItsPrimary_DoesNotKnowTheOutcome)
{
    const auto e = statement_error("error executing a request on the primary: gone", "PROXY_ERROR", "");
    EXPECT_EQ(e.what_happened, outcome::unknown);
    EXPECT_EQ(e.code, errc::server_error);
    EXPECT_EQ(e.message, "gone");
}

} // namespace
