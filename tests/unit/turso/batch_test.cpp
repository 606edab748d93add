#include "unit/turso/fake_backend.hpp"

#include <gtest/gtest.h>

namespace ws::turso
{
namespace
{

std::vector<statement> two_inserts()
{
    return {sql("INSERT INTO a VALUES (1)"), sql("INSERT INTO b VALUES (2)")};
}

/// Runs a batch of two statements whose five steps end as `letters` say.
result<std::vector<rows>>
batch_that_ends(std::string_view letters, std::vector<statement> what = two_inserts())
{
    options o;
    o.repeats.max_repeats = 0;
    fake_client c(o);
    c.db.reply = [letters](const fake_database::request&) -> result<answer>
    { return fake_database::steps(letters); };
    return c.run(c.core->batch(tx_mode::write, std::move(what), {}));
}

TEST(Batch, Statements_TravelInOneTransaction)
{
    fake_client c;
    const auto told = c.run(c.core->batch(tx_mode::write, two_inserts(), {}));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->size(), 2u);
    ASSERT_EQ(c.db.seen.size(), 1u);
    EXPECT_EQ(
        texts(c.db.seen[0].what), (std::vector<std::string>{
                                      "BEGIN IMMEDIATE", "INSERT INTO a VALUES (1)",
                                      "INSERT INTO b VALUES (2)", "COMMIT", "ROLLBACK"}));
}

TEST(Batch, NoStatement_AsksNothing)
{
    fake_client c;
    EXPECT_TRUE(c.run(c.core->batch(tx_mode::write, {}, {})));
    EXPECT_TRUE(c.db.seen.empty());
}

TEST(Batch, FailingStatement_IsNamedAndNothingIsStored)
{
    const auto told = batch_that_ends("kkesk");
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().statement, 1u);
    EXPECT_TRUE(told.error().code == condition::constraint_violation);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
}

TEST(Batch, BeginThatFails_BelongsToNoStatement)
{
    const auto told = batch_that_ends("bssss");
    ASSERT_FALSE(told);
    EXPECT_TRUE(told.error().code == condition::busy);
    EXPECT_FALSE(told.error().statement);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
}

TEST(Batch, CommitThatFails_IsTheBatchsError)
{
    const auto told = batch_that_ends("kkkek");
    ASSERT_FALSE(told);
    EXPECT_FALSE(told.error().statement);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
}

TEST(Batch, TransactionThatEndedOnTheWay_IsLost)
{
    const auto told = batch_that_ends("kksss");
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::tx_lost);
    EXPECT_EQ(told.error().statement, 1u);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
}

TEST(Batch, StatementThatCommitsByItself_DoesNotClaimThatNothingIsStored)
{
    const auto told = batch_that_ends("kksss", {sql("COMMIT"), sql("INSERT INTO b VALUES (2)")});
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().what_happened, outcome::executed);
}

TEST(Batch, ReadMode_RefusesWhatWrites)
{
    fake_client c;
    const auto told = c.run(c.core->batch(tx_mode::read, {sql("SELECT 1"), sql("DELETE FROM t")}, {}));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::bad_argument);
    EXPECT_EQ(told.error().statement, 1u);
    EXPECT_TRUE(c.db.seen.empty());
}

} // namespace
} // namespace ws::turso
