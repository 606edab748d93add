#include "turso/transaction_core.hpp"
#include "unit/turso/fake_backend.hpp"

#include <gtest/gtest.h>

namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

/// A transaction on a fake database.
class TransactionState : public testing::Test
{
protected:
    TransactionState() { open({}); }
    ~TransactionState() override { tx->abandon(); }

    void open(tx_options how)
    {
        if (tx)
            tx->abandon();
        tx = client.run(client.core->open_transaction(how, {})).value();
    }

    void answer_with(std::string_view letters, std::optional<bool> autocommit = std::nullopt)
    {
        client.db.reply = [letters, autocommit](const fake_database::request&) -> result<answer>
        { return fake_database::steps(letters, autocommit); };
    }

    result<rows> insert() { return client.run(tx->execute(sql("INSERT INTO t VALUES (1)"), {})); }

    fake_client client;
    std::shared_ptr<transaction_core> tx;
};

TEST_F(TransactionState, FirstStatement_BringsBeginAlong)
{
    EXPECT_TRUE(insert());
    ASSERT_EQ(client.db.seen.size(), 1u);
    EXPECT_EQ(
        texts(client.db.seen[0].what),
        (std::vector<std::string>{"BEGIN IMMEDIATE", "INSERT INTO t VALUES (1)"}));
    EXPECT_EQ(tx->state(), tx_state::active);
}

TEST_F(TransactionState, LaterStatement_IsGuarded)
{
    EXPECT_TRUE(insert());
    EXPECT_TRUE(insert());
    const auto& step = std::get<program>(client.db.seen[1].what.what).steps()[0];
    ASSERT_TRUE(step.when);
    EXPECT_EQ(step.when->kind(), step_condition::node_kind::in_transaction);
}

TEST_F(TransactionState, UntouchedTransaction_CommitsWithoutARequest)
{
    EXPECT_TRUE(client.run(tx->commit({})));
    EXPECT_TRUE(client.db.seen.empty());
    EXPECT_EQ(tx->state(), tx_state::finished);
}

TEST_F(TransactionState, SecondCommit_IsRefused)
{
    EXPECT_TRUE(insert());
    EXPECT_TRUE(client.run(tx->commit({})));
    const auto again = client.run(tx->commit({}));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, errc::tx_closed);
}

TEST_F(TransactionState, StatementError_LeavesItUsable)
{
    answer_with("ke", false);
    EXPECT_FALSE(insert());
    EXPECT_EQ(tx->state(), tx_state::active);
    answer_with("k", false);
    EXPECT_TRUE(insert());
}

TEST_F(TransactionState, TextThatCannotBeRead_LeavesItAsItWas)
{
    error unreadable;
    unreadable.code = {1, sqlite_category()};
    client.db.reply = [&](const fake_database::request&) { return unreadable; };
    EXPECT_FALSE(insert());
    EXPECT_EQ(tx->state(), tx_state::fresh) << "not even BEGIN ran";
    answer_with("kk", false);
    EXPECT_TRUE(insert());
    client.db.reply = [&](const fake_database::request&) { return unreadable; };
    EXPECT_FALSE(insert());
    EXPECT_EQ(tx->state(), tx_state::active);
    answer_with("k", false);
    EXPECT_TRUE(insert());
}

TEST_F(TransactionState, StatementThatRolledBack_LosesIt)
{
    answer_with("ke", true);
    const auto own = insert();
    ASSERT_FALSE(own);
    EXPECT_TRUE(own.error().code == condition::constraint_violation) << "its own error comes first";
    EXPECT_EQ(tx->state(), tx_state::lost);
    const auto next = insert();
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().code, errc::tx_lost);
    EXPECT_EQ(client.db.seen.size(), 1u) << "nothing more is sent";
    const auto end = client.run(tx->commit({}));
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, errc::tx_lost);
}

TEST_F(TransactionState, SkippedStatement_MeansThatItIsLost)
{
    EXPECT_TRUE(insert());
    answer_with("s", true);
    const auto told = insert();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::tx_lost);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
}

TEST_F(TransactionState, SkippedCommit_MeansThatItIsLost)
{
    EXPECT_TRUE(insert());
    answer_with("s", true);
    const auto told = client.run(tx->commit({}));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::tx_lost);
}

TEST_F(TransactionState, CommitWhoseAnswerIsLost_IsUnknown)
{
    EXPECT_TRUE(insert());
    client.db.reply = [](const fake_database::request&) -> result<answer>
    { return client_error(errc::connection_failed, outcome::unknown, "gone"); };
    const auto told = client.run(tx->commit({}));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::commit_outcome_unknown);
    EXPECT_EQ(told.error().what_happened, outcome::unknown);
    EXPECT_EQ(client.db.seen.size(), 2u) << "a commit is never sent twice";
}

TEST_F(TransactionState, BeginThatFails_MayBeTriedAgain)
{
    answer_with("bs", true);
    const auto told = insert();
    ASSERT_FALSE(told);
    EXPECT_TRUE(told.error().code == condition::busy);
    EXPECT_EQ(tx->state(), tx_state::fresh);
    client.db.reply = nullptr;
    EXPECT_TRUE(insert());
}

TEST_F(TransactionState, OlderThanItsMaxAge_IsGivenUp)
{
    tx_options how;
    how.max_age = -1ms;
    open(how);
    EXPECT_TRUE(insert());
    const auto told = insert();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::tx_lost);
    EXPECT_EQ(client.db.seen.size(), 1u);
    EXPECT_EQ(client.db.sessions_closed, 2) << "one never used, and this one, whose end rolls it back";
}

TEST_F(TransactionState, ReadMode_RefusesWhatWrites)
{
    tx_options how;
    how.mode = tx_mode::read;
    open(how);
    const auto told = insert();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::bad_argument);
    EXPECT_TRUE(client.db.seen.empty());
}

TEST_F(TransactionState, LostConnection_LosesIt)
{
    EXPECT_TRUE(insert());
    client.db.reply = [](const fake_database::request&) -> result<answer>
    { return client_error(errc::stream_lost, outcome::not_executed, "expired"); };
    const auto told = insert();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::tx_lost);
    EXPECT_EQ(tx->state(), tx_state::lost);
}

} // namespace
} // namespace ws::turso
