#include "database_test.hpp"

namespace ws::turso
{
namespace
{

class Script : public every_database_test
{
protected:
    result<> run_script(std::string text) { return finish(db().run_script(std::move(text))); }
};
INSTANTIATE_TEST_SUITE_P(Databases, Script, every_database(), name_of);

TEST_P(Script, SeveralStatements_AllRun)
{
    EXPECT_TRUE(run_script("DROP TABLE IF EXISTS t; CREATE TABLE t (a);\n"
                           "INSERT INTO t VALUES (1), (2), (4), (8); -- done\n")
                    .has_value());
    EXPECT_EQ(number("SELECT sum(a) FROM t"), 15);
}

TEST_P(Script, SemicolonsInTextsAndTriggers_AreNoEnds)
{
    const auto told = run_script(R"(
        CREATE TABLE t (a);
        CREATE TABLE log (a);
        CREATE TRIGGER note AFTER INSERT ON t BEGIN
            INSERT INTO log VALUES (new.a || ';');
            INSERT INTO log VALUES ('x');
        END;
        INSERT INTO t VALUES ('a;b'); /* ; */ INSERT INTO t VALUES ('; ' || 'it''s')
    )");
    EXPECT_TRUE(told.has_value()) << describe(told.error());
    EXPECT_EQ(number("SELECT count(*) FROM log"), 4);
}

TEST_P(Script, FirstError_StopsItAndKeepsWhatRan)
{
    const auto told = run_script("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (4);"
                                 "INSERT INTO t VALUES (foo()); INSERT INTO t VALUES (8), (16);");
    ASSERT_FALSE(told.has_value());
    EXPECT_EQ(told.error().code, sqlite_error(1));
    EXPECT_EQ(told.error().what_happened, outcome::executed);
    EXPECT_EQ(number("SELECT sum(a) FROM t"), 7);
}

TEST_P(Script, ItsOwnTransaction_IsCommitted)
{
    EXPECT_TRUE(run_script("CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1), (2), (4);"
                           "INSERT INTO t VALUES (8), (16); COMMIT;")
                    .has_value());
    EXPECT_EQ(number("SELECT sum(a) FROM t"), 31);
}

TEST_P(Script, ErrorInItsOwnTransaction_RollsThatBack)
{
    EXPECT_FALSE(run_script("CREATE TABLE t (a); INSERT INTO t VALUES (0); BEGIN;"
                            "INSERT INTO t VALUES (1), (2); INSERT INTO t VALUES (foo());"
                            "INSERT INTO t VALUES (8); COMMIT;")
                     .has_value());
    EXPECT_EQ(number("SELECT sum(a) FROM t"), 0);
    done("INSERT INTO t VALUES (1)");
}

TEST_P(Script, TransactionLeftOpen_IsRolledBack)
{
    EXPECT_TRUE(run_script("CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1)").has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    done("INSERT INTO t VALUES (1)");
}

TEST_P(Script, NothingButSpace_IsASuccess)
{
    for (const auto* text : {"", "  \n", ";", ";;", "-- only a comment"})
        EXPECT_TRUE(run_script(text).has_value()) << text;
}

TEST_P(Script, RowsOfAQuery_AreDropped)
{
    EXPECT_TRUE(run_script("SELECT 1; VALUES (1), (2); CREATE TABLE t (a)").has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

class Describe : public every_database_test
{
protected:
    result<statement_description> describe_statement(std::string text)
    {
        return finish(db().describe(std::move(text)));
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, Describe, every_database(), name_of);

TEST_P(Describe, Query_HasParametersAndColumns)
{
    done("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
    const auto told =
        describe_statement("SELECT id, name AS n, 1 FROM t WHERE id = :id AND name > ?2").value();
    ASSERT_EQ(told.parameters.size(), 2u);
    EXPECT_EQ(told.parameters[0].name, ":id");
    EXPECT_EQ(told.parameters[1].name, "?2");
    ASSERT_EQ(told.columns.size(), 3u);
    EXPECT_EQ(told.columns[0].name, "id");
    EXPECT_EQ(told.columns[0].declared_type, "INTEGER");
    EXPECT_EQ(told.columns[1].name, "n");
    EXPECT_EQ(told.columns[2].declared_type, "");
    EXPECT_TRUE(told.is_readonly);
    EXPECT_FALSE(told.is_explain);
}

TEST_P(Describe, Write_IsNotCarriedOut)
{
    done("CREATE TABLE t (a)");
    const auto told = describe_statement("INSERT INTO t VALUES (?)").value();
    EXPECT_FALSE(told.is_readonly);
    ASSERT_EQ(told.parameters.size(), 1u);
    EXPECT_EQ(told.parameters[0].name, "");
    EXPECT_TRUE(told.columns.empty());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Describe, Explain_IsSeen) { EXPECT_TRUE(describe_statement("EXPLAIN SELECT 1").value().is_explain); }

TEST_P(Describe, BadSql_HasTheCodeOfRunningIt)
{
    for (const auto* text : {"SELECT foobar", "SELEC", "SELECT (", "INSERT INTO nowhere VALUES (1)"})
        EXPECT_EQ(describe_statement(text).error().code, sqlite_error(1)) << text;
}

} // namespace
} // namespace ws::turso
