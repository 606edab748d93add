#include "fixture.hpp"

namespace
{

using namespace ws::turso;
using namespace ws::turso::test;
using when = step_condition;

class EmbeddedProgram : public embedded_test
{
protected:
    program_result run_steps(program p)
    {
        auto told = run(db_, work_of(std::move(p)));
        return std::get<program_result>(std::move(told).value().what);
    }
    result<answer> run_script(std::string text)
    {
        work w{script{std::move(text)}, no_deadline()};
        return run(db_, w);
    }
    statement_description describe(std::string text)
    {
        work w{description_request{std::move(text)}, no_deadline()};
        return std::get<statement_description>(run(db_, w).value().what);
    }

    backend& db_ = open({"", false});
};

TEST_F(EmbeddedProgram, Conditions_DecideWhatRuns)
{
    program p;
    const auto good = p.add(sql("SELECT 1"));
    const auto bad = p.add(sql("SELECT * FROM missing"));
    const auto skipped_one = p.add(when::ok(bad), sql("SELECT 1"));
    struct expected
    {
        when condition;
        bool runs;
    };
    const expected all[] = {
        {when::ok(good), true},
        {when::ok(bad), false},
        {when::ok(skipped_one), false},
        {when::negation(when::ok(bad)), true},
        {when::negation(when::ok(skipped_one)), true},
        {when::negation(when::ok(good)), false},
        {when::all({}), true},
        {when::any({}), false},
        {when::all({when::ok(good), when::ok(bad)}), false},
        {when::any({when::ok(bad), when::ok(good)}), true},
        {when::autocommit(), true},
        {when::in_transaction(), false},
    };
    std::size_t first = p.size();
    for (const auto& e : all)
        p.add(e.condition, sql("SELECT 1"));
    const auto told = run_steps(std::move(p));
    EXPECT_TRUE(told.failure_of(bad)) << "and the steps behind it ran";
    EXPECT_TRUE(std::holds_alternative<skipped>(told[skipped_one]));
    for (const auto& e : all)
        EXPECT_EQ(told.ok(first++), e.runs) << "condition " << &e - all;
}

TEST_F(EmbeddedProgram, TransactionConditions_FollowTheConnection)
{
    program p;
    p.add(sql("BEGIN"));
    p.add(when::in_transaction(), sql("SELECT 1"));
    p.add(when::autocommit(), sql("SELECT 1"));
    p.add(sql("ROLLBACK"));
    p.add(when::in_transaction(), sql("SELECT 1"));
    const auto told = run_steps(std::move(p));
    EXPECT_TRUE(told.ok(1));
    EXPECT_TRUE(std::holds_alternative<skipped>(told[2]));
    EXPECT_TRUE(std::holds_alternative<skipped>(told[4]));
}

TEST_F(EmbeddedProgram, StatementThatEndsTheTransaction_KeepsTheGuardedOnesOut)
{
    query(db_, "CREATE TABLE t(x UNIQUE)");
    query(db_, "INSERT INTO t VALUES(1)");
    program p;
    p.add(sql("BEGIN"));
    p.add(sql("INSERT INTO t VALUES(2)"));
    p.add(sql("INSERT OR ROLLBACK INTO t VALUES(1)"));
    p.add(when::in_transaction(), sql("INSERT INTO t VALUES(3)"));
    p.add(when::in_transaction(), sql("COMMIT"));
    const auto told = run_steps(std::move(p));
    EXPECT_TRUE(told.failure_of(2)->code == condition::unique_violation);
    EXPECT_TRUE(std::holds_alternative<skipped>(told[3]));
    EXPECT_TRUE(std::holds_alternative<skipped>(told[4]));
    EXPECT_EQ(number(db_, "SELECT count(*) FROM t"), 1);
}

TEST_F(EmbeddedProgram, CommitOfABrokenDeferredKey_FailsAndLeavesTheTransactionOpen)
{
    query(db_, "CREATE TABLE p(id INTEGER PRIMARY KEY)");
    query(db_, "CREATE TABLE c(p REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    program p;
    p.add(sql("BEGIN"));
    p.add(sql("INSERT INTO c VALUES(1)"));
    p.add(sql("COMMIT"));
    p.add(when::in_transaction(), sql("ROLLBACK"));
    const auto told = run_steps(std::move(p));
    EXPECT_TRUE(told.failure_of(2)->code == condition::foreign_key_violation);
    EXPECT_TRUE(told.ok(3));
}

TEST_F(EmbeddedProgram, Autocommit_IsToldWhenAskedFor)
{
    auto w = work_of(sql("BEGIN"));
    EXPECT_EQ(run(db_, w).value().autocommit, std::nullopt);
    w.wants_autocommit = true;
    EXPECT_EQ(run(db_, w).value().autocommit, false);
    w = work_of(sql("SELECT 1"));
    w.wants_autocommit = true;
    EXPECT_EQ(run(db_, w).value().autocommit, true);
}

TEST_F(EmbeddedProgram, Script_RunsEverything)
{
    const auto told = run_script("-- tables\nCREATE TABLE t(x);; INSERT INTO t VALUES(1); SELECT * FROM t;"
                                 "INSERT INTO t VALUES(2)");
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_EQ(number(db_, "SELECT sum(x) FROM t"), 3);
    EXPECT_TRUE(run_script(" -- nothing\n"));
}

TEST_F(EmbeddedProgram, Script_StopsAtTheFirstErrorAndKeepsWhatRan)
{
    const auto told =
        run_script("CREATE TABLE t(x); INSERT INTO t VALUES(1); SELECT nope; INSERT INTO t VALUES(2)");
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().what_happened, outcome::executed);
    EXPECT_EQ(told.error().server_code, "SQL_INPUT_ERROR");
    EXPECT_EQ(number(db_, "SELECT sum(x) FROM t"), 1);
}

TEST_F(EmbeddedProgram, Script_EndsAtANulByteWithAnError)
{
    EXPECT_FALSE(run_script(std::string("SELECT 1;\0SELECT 2", 18)));
}

TEST_F(EmbeddedProgram, Description_TellsParametersColumnsAndKind)
{
    query(db_, "CREATE TABLE t(id INTEGER PRIMARY KEY)");
    const auto select = describe("SELECT id AS i FROM t WHERE id = :id OR id = ?");
    ASSERT_EQ(select.parameters.size(), 2U);
    EXPECT_EQ(select.parameters[0].name, ":id");
    EXPECT_EQ(select.parameters[1].name, "");
    ASSERT_EQ(select.columns.size(), 1U);
    EXPECT_EQ(select.columns[0].name, "i");
    EXPECT_EQ(select.columns[0].declared_type, "INTEGER");
    EXPECT_TRUE(select.is_readonly);
    EXPECT_FALSE(select.is_explain);
    EXPECT_FALSE(describe("INSERT INTO t VALUES(1)").is_readonly);
    EXPECT_TRUE(describe("EXPLAIN SELECT 1").is_explain);
    EXPECT_EQ(number(db_, "SELECT count(*) FROM t"), 0) << "nothing was run";
}

} // namespace
