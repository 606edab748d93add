#include "database_test.hpp"

namespace ws::turso
{
namespace
{

constexpr int constraint = 19;
constexpr int extended(int primary, int which) { return primary | which << 8; }

/// What SQL can do wrong, and its one code wherever the database is.
struct mistake
{
    const char* name;
    const char* sql;
    int code; ///< of sqlite_category()
};

constexpr mistake mistakes[] = {
    {"Syntax", "SELEC 1", 1},
    {"UnfinishedSyntax", "SELECT (", 1},
    {"UnfinishedString", "SELECT 'a", 1},
    {"NoStatement", "", 1},
    {"OnlyAComment", "-- nothing", 1},
    {"ManyStatements", "SELECT 1; SELECT 2", 1},
    {"NoSuchTable", "SELECT * FROM nowhere", 1},
    {"NoSuchColumn", "SELECT foobar", 1},
    {"NoSuchFunction", "SELECT foo()", 1},
    {"TableExists", "CREATE TABLE child (a)", 1},
    {"WrongColumnCount", "INSERT INTO child VALUES (1)", 1},
    {"BadJson", "SELECT json('{')", 1},
    {"IntegerOverflow", "SELECT abs(-9223372036854775807 - 1)", 1},
    {"Unique", "INSERT INTO parent VALUES (2, 'a', 1)", extended(constraint, 8)},
    {"PrimaryKey", "INSERT INTO parent VALUES (1, 'b', 1)", extended(constraint, 8)},
    {"ForeignKey", "INSERT INTO child VALUES (1, 99)", extended(constraint, 3)},
    {"ForeignKeyOfDelete", "DELETE FROM parent WHERE id = 1", extended(constraint, 3)},
    {"NotNull", "INSERT INTO parent VALUES (2, NULL, 1)", extended(constraint, 5)},
    {"Check", "INSERT INTO parent VALUES (2, 'b', -1)", extended(constraint, 1)},
    {"Mismatch", "INSERT INTO parent VALUES ('x', 'b', 1)", 20},
    {"CommitWithoutBegin", "COMMIT", 1},
    {"RollbackWithoutBegin", "ROLLBACK", 1},
};

class Errors : public every_database_test
{
protected:
    Errors()
    {
        done("CREATE TABLE parent (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE, age CHECK (age > 0))");
        done("CREATE TABLE child (id INTEGER PRIMARY KEY, parent REFERENCES parent (id))");
        done("INSERT INTO parent VALUES (1, 'a', 1)");
        done("INSERT INTO child VALUES (7, 1)");
    }

    void expect_nothing_changed()
    {
        EXPECT_EQ(listed("SELECT * FROM parent"), "1,a,1");
        EXPECT_EQ(listed("SELECT * FROM child"), "7,1");
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, Errors, every_database(), name_of);

TEST_P(Errors, EveryMistakeOfSql_HasItsCodeAndLeavesTheClientUsable)
{
    for (const auto& m : mistakes)
    {
        const auto why = failing(m.sql);
        EXPECT_EQ(why.code, sqlite_error(m.code)) << m.name << ": " << describe(why);
        EXPECT_FALSE(why.message.empty()) << m.name;
        EXPECT_EQ(why.attempts, 1u) << m.name;
        EXPECT_FALSE(why.statement) << m.name;
    }
    expect_nothing_changed();
}

TEST_P(Errors, EveryMistakeInABatch_HasTheSameCode)
{
    for (const auto& m : mistakes)
    {
        // These end the batch's own transaction, as they are told to.
        if (std::string_view(m.sql) == "COMMIT" || std::string_view(m.sql) == "ROLLBACK")
            continue;
        std::vector<statement> both{sql("INSERT INTO child VALUES (8, 1)"), sql(m.sql)};
        const auto got = finish(db().batch(tx_mode::write, std::move(both)));
        ASSERT_FALSE(got.has_value()) << m.name;
        EXPECT_EQ(got.error().code, sqlite_error(m.code)) << m.name << ": " << describe(got.error());
        // What it cannot read a server refuses without saying where it is.
        EXPECT_EQ(got.error().statement.value_or(1), 1u) << m.name;
        EXPECT_EQ(got.error().what_happened, outcome::not_executed) << m.name;
    }
    expect_nothing_changed();
}

TEST_P(Errors, Constraints_AreConditions)
{
    EXPECT_EQ(failing("INSERT INTO parent VALUES (2, 'a', 1)").code, condition::unique_violation);
    EXPECT_EQ(failing("INSERT INTO parent VALUES (1, 'b', 1)").code, condition::unique_violation);
    EXPECT_EQ(failing("INSERT INTO child VALUES (1, 99)").code, condition::foreign_key_violation);
    EXPECT_EQ(failing("INSERT INTO parent VALUES (2, NULL, 1)").code, condition::not_null_violation);
    const auto check = failing("INSERT INTO parent VALUES (2, 'b', -1)").code;
    EXPECT_EQ(check, condition::check_violation);
    EXPECT_EQ(check, condition::constraint_violation);
    EXPECT_NE(check, condition::unique_violation);
    expect_nothing_changed();
}

TEST_P(Errors, TriggerThatRaises_IsAConstraintWithItsOwnWords)
{
    done("CREATE TRIGGER guard BEFORE DELETE ON child BEGIN SELECT RAISE(ABORT, 'children stay'); END");
    const auto why = failing("DELETE FROM child");
    EXPECT_EQ(why.code, condition::constraint_violation) << describe(why);
    EXPECT_EQ(why.message, "children stay");
    expect_nothing_changed();
}

TEST_P(Errors, StrictTables_RefuseOtherTypes)
{
    done("CREATE TABLE exact (n INTEGER) STRICT");
    EXPECT_EQ(failing("INSERT INTO exact VALUES ('x')").code, condition::constraint_violation);
}

TEST_P(Errors, ConstraintMessage_NamesTheColumnAndNoServer)
{
    EXPECT_EQ(
        failing("INSERT INTO parent VALUES (2, 'a', 1)").message, "UNIQUE constraint failed: parent.mail");
    EXPECT_EQ(
        failing("INSERT INTO parent VALUES (2, NULL, 1)").message, "NOT NULL constraint failed: parent.mail");
}

TEST_P(Errors, ErrorsThatStopHalfWay_ChangeNothing)
{
    EXPECT_EQ(failing("INSERT INTO child VALUES (1, 1), (2, 1), (7, 1)").code, condition::unique_violation);
    expect_nothing_changed();
}

TEST_P(Errors, ResultBeyondTheLimit_IsTooLarge)
{
    options how = usual_options();
    how.max_response_bytes = 1'000'000;
    reopen(how);
    const auto why = failing("SELECT hex(zeroblob(600000))");
    EXPECT_EQ(why.code, errc::response_too_large) << describe(why);
    EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_P(Errors, Failure_IsThrownByValue)
{
    const auto got = finish(db().execute(sql("SELECT foobar")));
    try
    {
        (void)got.value();
        FAIL() << "nothing was thrown";
    }
    catch (const failure& f)
    {
        EXPECT_EQ(f.why().code, sqlite_error(1));
        EXPECT_NE(std::string(f.what()).find("foobar"), std::string::npos);
    }
}

class ErrorsOfServers : public every_database_test
{
};
INSTANTIATE_TEST_SUITE_P(Databases, ErrorsOfServers, every_server(), name_of);

TEST_P(ErrorsOfServers, ResultBeyondTheServersOwnLimit_IsTooLarge)
{
    const auto why = failing("VALUES (zeroblob(4000000)), (zeroblob(4000001)), (zeroblob(4000002))");
    EXPECT_EQ(why.code, errc::response_too_large) << describe(why);
    EXPECT_EQ(number("SELECT 1"), 1);
}

} // namespace
} // namespace ws::turso
