#include "database_test.hpp"

namespace ws::turso
{
namespace
{

using when = step_condition;

class Programs : public every_database_test
{
protected:
    program_result run_program(const program& p) { return finish(db().run(p)).value(); }

    /// One letter a step: ran, failed, skipped.
    static std::string pattern_of(const program_result& told)
    {
        std::string text;
        for (std::size_t i = 0; i < told.size(); ++i)
            text += told.ok(i) ? 'r' : told.failure_of(i) ? 'f' : 's';
        return text;
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, Programs, every_database(), name_of);

TEST_P(Programs, StepsWithoutConditions_AllRun)
{
    program p;
    p.add(sql("SELECT 1"));
    p.add(sql("SELECT foobar"));
    p.add(sql("SELECT ?", 3));
    const auto told = run_program(p);
    EXPECT_EQ(pattern_of(told), "rfr");
    EXPECT_EQ(told.first_failure(), 1u);
    EXPECT_EQ(told.failure_of(1)->code, sqlite_error(1));
    EXPECT_EQ(to_text(std::get<rows>(told[2])), "3");
}

TEST_P(Programs, Empty_HasNoSteps) { EXPECT_EQ(run_program(program()).size(), 0u); }

TEST_P(Programs, Ok_IsFalseForFailedAndForSkippedSteps)
{
    program p;
    const auto good = p.add(sql("SELECT 1"));
    const auto bad = p.add(sql("SELECT foobar"));
    const auto skips = p.add(when::ok(bad), sql("SELECT 2"));
    p.add(when::ok(good), sql("SELECT 3"));
    p.add(when::ok(skips), sql("SELECT 4"));
    p.add(when::negation(when::ok(skips)), sql("SELECT 5"));
    p.add(when::negation(when::ok(bad)), sql("SELECT 6"));
    p.add(when::negation(when::ok(good)), sql("SELECT 7"));
    EXPECT_EQ(pattern_of(run_program(p)), "rfsrsrrs");
}

TEST_P(Programs, AllAndAny_AreTheirOperandsTables)
{
    for (int bits = 0; bits < 8; ++bits)
    {
        program p;
        std::vector<when> three;
        for (int i = 0; i < 3; ++i)
            three.push_back(when::ok(p.add(sql(bits >> i & 1 ? "SELECT 1" : "SELECT foobar"))));
        p.add(when::all(three), sql("SELECT 1"));
        p.add(when::any(three), sql("SELECT 1"));
        p.add(when::negation(when::all(three)), sql("SELECT 1"));
        p.add(when::all({when::any(three), when::negation(three[0])}), sql("SELECT 1"));
        const auto told = run_program(p);
        EXPECT_EQ(told.ok(3), bits == 7) << bits;
        EXPECT_EQ(told.ok(4), bits != 0) << bits;
        EXPECT_EQ(told.ok(5), bits != 7) << bits;
        EXPECT_EQ(told.ok(6), bits != 0 && !(bits & 1)) << bits;
    }
}

TEST_P(Programs, EmptyAllIsTrue_EmptyAnyIsFalse)
{
    program p;
    p.add(when::all({}), sql("SELECT 1"));
    p.add(when::any({}), sql("SELECT 2"));
    EXPECT_EQ(pattern_of(run_program(p)), "rs");
}

TEST_P(Programs, FallBackStep_RunsOnlyWhenNeeded)
{
    done("CREATE TABLE t (a UNIQUE, n)");
    for (const auto* expected : {"1,0", "1,1", "1,2"})
    {
        program p;
        const auto insert = p.add(sql("INSERT INTO t VALUES (?, 0)", 1));
        p.add(when::negation(when::ok(insert)), sql("UPDATE t SET n = n + 1 WHERE a = ?", 1));
        run_program(p);
        EXPECT_EQ(listed("SELECT * FROM t"), expected);
    }
}

TEST_P(Programs, WithoutTransaction_KeepsWhatRan)
{
    done("CREATE TABLE t (a)");
    program p;
    p.add(sql("INSERT INTO t VALUES (1)"));
    p.add(sql("SELECT foobar"));
    p.add(sql("INSERT INTO t VALUES (2)"));
    EXPECT_EQ(pattern_of(run_program(p)), "rfr");
    EXPECT_EQ(listed("SELECT a FROM t"), "1;2");
}

TEST_P(Programs, TransactionLeftOpen_IsRolledBack)
{
    done("CREATE TABLE t (a)");
    program p;
    p.add(sql("BEGIN IMMEDIATE"));
    p.add(sql("INSERT INTO t VALUES (1)"));
    EXPECT_EQ(pattern_of(run_program(p)), "rr");
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    done("INSERT INTO t VALUES (2)");
    EXPECT_EQ(listed("SELECT a FROM t"), "2");
}

TEST_P(Programs, TransactionOfItsOwn_IsCommitted)
{
    done("CREATE TABLE t (a)");
    program p;
    const auto begin = p.add(sql("BEGIN IMMEDIATE"));
    const auto insert = p.add(when::ok(begin), sql("INSERT INTO t VALUES (1)"));
    p.add(when::ok(insert), sql("COMMIT"));
    EXPECT_EQ(pattern_of(run_program(p)), "rrr");
    EXPECT_EQ(listed("SELECT a FROM t"), "1");
}

TEST_P(Programs, ConditionOnALaterStep_IsRefused)
{
    for (const std::size_t step : {0u, 1u, 99u})
    {
        program p;
        p.add(when::ok(step), sql("SELECT 1"));
        p.add(sql("SELECT 2"));
        const auto got = finish(db().run(p));
        ASSERT_FALSE(got.has_value());
        EXPECT_EQ(got.error().code, errc::bad_argument);
        EXPECT_EQ(got.error().attempts, 0u);
    }
}

class ProgramsWithGuards : public Programs
{
};
INSTANTIATE_TEST_SUITE_P(Databases, ProgramsWithGuards, every_guarding_database(), name_of);

TEST_P(ProgramsWithGuards, Autocommit_FollowsTheTransaction)
{
    program p;
    p.add(when::autocommit(), sql("SELECT 1"));
    p.add(when::in_transaction(), sql("SELECT 2"));
    p.add(sql("BEGIN"));
    p.add(when::autocommit(), sql("SELECT 3"));
    p.add(when::in_transaction(), sql("SELECT 4"));
    p.add(sql("ROLLBACK"));
    p.add(when::autocommit(), sql("SELECT 5"));
    p.add(when::negation(when::autocommit()), sql("SELECT 6"));
    EXPECT_EQ(pattern_of(run_program(p)), "rsrsrrrs");
}

} // namespace
} // namespace ws::turso
