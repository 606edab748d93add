#include "database_test.hpp"

#include <boost/asio/steady_timer.hpp>

/// Transactions that end behind the caller's back. What is written after that must not
/// be stored: the official client stores it (tests/e2e/turso_official_client.test.mjs).
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

class LostTransactions : public every_database_test
{
protected:
    LostTransactions()
    {
        done("CREATE TABLE t (a UNIQUE)");
        done("INSERT INTO t VALUES (1), (2), (3)");
    }

    transaction begin() { return finish(db().begin()).value(); }

    /// Nothing more can be done with it, and nothing of it is stored.
    void expect_lost(transaction& tx)
    {
        EXPECT_EQ(tx.state(), tx_state::lost);
        const auto late = finish(tx.execute(sql("INSERT INTO t VALUES ('late')")));
        ASSERT_FALSE(late.has_value());
        EXPECT_EQ(late.error().code, errc::tx_lost);
        EXPECT_EQ(late.error().what_happened, outcome::not_executed);
        EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
        EXPECT_EQ(listed("SELECT a FROM t"), "1;2;3");
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, LostTransactions, every_guarding_database(), name_of);

TEST_P(LostTransactions, OrRollback_EndsIt)
{
    auto tx = begin();
    finish(tx.execute(sql("INSERT INTO t VALUES (4)"))).value();
    EXPECT_EQ(
        finish(tx.execute(sql("INSERT OR ROLLBACK INTO t VALUES (1)"))).error().code,
        condition::unique_violation);
    expect_lost(tx);
}

TEST_P(LostTransactions, OrRollbackAsTheFirstStatement_EndsIt)
{
    auto tx = begin();
    EXPECT_EQ(
        finish(tx.execute(sql("INSERT OR ROLLBACK INTO t VALUES (1)"))).error().code,
        condition::unique_violation);
    expect_lost(tx);
}

TEST_P(LostTransactions, OrRollbackAmongConcurrentCalls_StoresNothingOfTheLaterOnes)
{
    auto tx = begin();
    auto first = tx.execute(sql("INSERT INTO t VALUES (4)"), {}, boost::asio::use_future);
    auto ends = tx.execute(sql("INSERT OR ROLLBACK INTO t VALUES (1)"), {}, boost::asio::use_future);
    auto late = tx.execute(sql("INSERT INTO t VALUES (5)"), {}, boost::asio::use_future);
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    EXPECT_TRUE(first.get().has_value());
    EXPECT_EQ(ends.get().error().code, condition::unique_violation);
    EXPECT_EQ(late.get().error().code, errc::tx_lost);
    expect_lost(tx);
}

TEST_P(LostTransactions, OrRollbackInABatchOfIt_SkipsTheRest)
{
    auto tx = begin();
    std::vector<statement> steps{
        sql("INSERT INTO t VALUES (4)"), sql("INSERT OR ROLLBACK INTO t VALUES (1)"),
        sql("INSERT INTO t VALUES (5)")};
    const auto why = finish(tx.batch(std::move(steps))).error();
    EXPECT_EQ(why.code, condition::unique_violation);
    EXPECT_EQ(why.statement, 1u);
    expect_lost(tx);
}

TEST_P(LostTransactions, RaiseRollback_EndsIt)
{
    done("CREATE TRIGGER guard BEFORE INSERT ON t WHEN new.a = 9 BEGIN SELECT RAISE(ROLLBACK, 'no nines'); "
         "END");
    auto tx = begin();
    finish(tx.execute(sql("INSERT INTO t VALUES (4)"))).value();
    EXPECT_FALSE(finish(tx.execute(sql("INSERT INTO t VALUES (9)"))).has_value());
    expect_lost(tx);
}

TEST_P(LostTransactions, RollbackAsAStatement_EndsIt)
{
    auto tx = begin();
    finish(tx.execute(sql("INSERT INTO t VALUES (4)"))).value();
    (void)finish(tx.execute(sql("ROLLBACK")));
    expect_lost(tx);
}

TEST_P(LostTransactions, RolledBackAfterwards_IsFine)
{
    auto tx = begin();
    (void)finish(tx.execute(sql("INSERT OR ROLLBACK INTO t VALUES (1)")));
    (void)finish(tx.rollback());
    EXPECT_EQ(db().stats().open_transactions, 0u);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 3);
}

TEST_P(LostTransactions, OlderThanItMayBe_IsRolledBack)
{
    tx_options how;
    how.max_age = 1ms;
    auto tx = finish(db().begin(how)).value();
    finish(tx.execute(sql("INSERT INTO t VALUES (4)"))).value();
    boost::asio::steady_timer timer(io(), 5ms);
    run([](boost::asio::steady_timer& t) -> net::task<> { co_await t.async_wait(net::use_task); }(timer));
    EXPECT_FALSE(finish(tx.execute(sql("INSERT INTO t VALUES (5)"))).has_value());
    expect_lost(tx);
}

class LostOnV2 : public every_database_test
{
};
INSTANTIATE_TEST_SUITE_P(Databases, LostOnV2, testing::Values(on_sqld_v2), name_of);

/// Version 2 cannot guard a statement. The commit still tells that the transaction was gone.
TEST_P(LostOnV2, OrRollback_IsToldAtCommit)
{
    done("CREATE TABLE t (a UNIQUE)");
    done("INSERT INTO t VALUES (1)");
    auto tx = finish(db().begin()).value();
    finish(tx.execute(sql("INSERT INTO t VALUES (2)"))).value();
    EXPECT_FALSE(finish(tx.execute(sql("INSERT OR ROLLBACK INTO t VALUES (1)"))).has_value());
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    EXPECT_EQ(listed("SELECT a FROM t"), "1");
}

class StolenLock : public database_test
{
protected:
    StolenLock() : database_test(on_sqld) {}
};

/// sqld takes the write lock from a transaction that is five seconds old as soon as
/// another writer waits.
TEST_F(StolenLock, BothLaterStatements_FailAndNothingIsStored)
{
    done("CREATE TABLE t (a)");
    tx_options patient;
    patient.max_age = 60s;
    auto victim = finish(db().begin(patient)).value();
    finish(victim.execute(sql("INSERT INTO t VALUES ('victim')"))).value();

    // Waits until the lock is stolen.
    done("INSERT INTO t VALUES ('thief')");

    EXPECT_EQ(finish(victim.execute(sql("INSERT INTO t VALUES ('late 1')"))).error().code, errc::tx_lost);
    EXPECT_EQ(finish(victim.execute(sql("INSERT INTO t VALUES ('late 2')"))).error().code, errc::tx_lost);
    EXPECT_EQ(finish(victim.commit()).error().code, errc::tx_lost);
    EXPECT_EQ(victim.state(), tx_state::lost);
    EXPECT_EQ(listed("SELECT a FROM t"), "thief");
}

TEST_F(StolenLock, CommitRightAfterIt_StoresNothing)
{
    done("CREATE TABLE t (a)");
    tx_options patient;
    patient.max_age = 60s;
    auto victim = finish(db().begin(patient)).value();
    finish(victim.execute(sql("INSERT INTO t VALUES ('victim')"))).value();
    done("INSERT INTO t VALUES ('thief')");
    const auto why = finish(victim.commit()).error();
    EXPECT_EQ(why.code, errc::tx_lost) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_EQ(listed("SELECT a FROM t"), "thief");
}

} // namespace
} // namespace ws::turso
