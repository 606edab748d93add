#include <ws/turso/program.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace
{

using namespace ws::turso;

TEST(Program, SoundSteps_HaveNoProblem)
{
    program p;
    const auto first = p.add(sql("BEGIN"));
    const auto second = p.add(
        step_condition::all({step_condition::ok(first), step_condition::in_transaction()}),
        sql("INSERT INTO t VALUES (?)", 1));
    p.add(step_condition::negation(step_condition::ok(second)), sql("ROLLBACK"));
    EXPECT_EQ(p.size(), 3U);
    EXPECT_EQ(p.problem(), "");
}

TEST(Program, StatementThatCannotBeSent_IsAProblem)
{
    program p;
    p.add(sql("SELECT 1"));
    p.add(sql("SELECT ?", std::numeric_limits<double>::infinity()));
    EXPECT_EQ(p.problem(), "statement 1: argument 1 is not finite");

    program broken;
    broken.add(sql("SELECT '\xFF'"));
    EXPECT_EQ(broken.problem(), "the SQL text is not UTF-8");

    program cut;
    cut.add(sql(std::string_view("SELECT 1\0; x", 12)));
    EXPECT_EQ(cut.problem(), "the SQL text has a NUL character");
}

TEST(Program, ConditionOnALaterStep_IsAProblem)
{
    program p;
    p.add(step_condition::ok(0), sql("SELECT 1"));
    EXPECT_EQ(p.problem(), "the condition of step 0 names step 0, which is not before it");
}

TEST(Program, ConditionNestedTooDeep_IsAProblem)
{
    const auto nested = [](int levels)
    {
        auto c = step_condition::autocommit();
        for (int i = 1; i < levels; ++i)
            c = step_condition::negation(c);
        program p;
        p.add(c, sql("SELECT 1"));
        return p.problem();
    };
    EXPECT_EQ(nested(4), "");
    EXPECT_EQ(nested(5), "the condition of step 0 is nested more than 4 levels deep");
}

TEST(ProgramResult, EachStep_IsDoneFailedOrSkipped)
{
    error e;
    e.code = errc::tx_lost;
    std::vector<step_outcome> steps;
    steps.emplace_back(rows());
    steps.emplace_back(skipped());
    steps.emplace_back(e);
    const program_result r(std::move(steps));
    EXPECT_TRUE(r.ok(0));
    EXPECT_FALSE(r.ok(1));
    EXPECT_EQ(r.failure_of(1), nullptr);
    ASSERT_NE(r.failure_of(2), nullptr);
    EXPECT_EQ(r.failure_of(2)->code, errc::tx_lost);
    EXPECT_EQ(r.first_failure(), 2U);
    EXPECT_EQ(program_result().first_failure(), std::nullopt);
}

} // namespace
