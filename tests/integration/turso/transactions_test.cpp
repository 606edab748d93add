#include "database_test.hpp"

namespace ws::turso
{
namespace
{

class Transactions : public every_database_test
{
protected:
    Transactions() { done("CREATE TABLE t (a UNIQUE)"); }

    transaction begin(tx_mode mode = tx_mode::write)
    {
        tx_options how;
        how.mode = mode;
        return finish(db().begin(how)).value();
    }
    rows done_in(transaction& tx, std::string_view text) { return finish(tx.execute(sql(text))).value(); }
    error failing_in(transaction& tx, std::string_view text) { return finish(tx.execute(sql(text))).error(); }
};
INSTANTIATE_TEST_SUITE_P(Databases, Transactions, every_database(), name_of);

TEST_P(Transactions, Commit_Stores)
{
    auto tx = begin();
    EXPECT_EQ(tx.state(), tx_state::fresh);
    done_in(tx, "INSERT INTO t VALUES ('one')");
    EXPECT_EQ(tx.state(), tx_state::active);
    done_in(tx, "INSERT INTO t VALUES ('two')");
    EXPECT_EQ(to_text(done_in(tx, "SELECT count(*) FROM t")), "2");
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(tx.state(), tx_state::finished);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 2);
}

TEST_P(Transactions, Rollback_StoresNothing)
{
    auto tx = begin();
    done_in(tx, "INSERT INTO t VALUES ('one')");
    EXPECT_TRUE(finish(tx.rollback()).has_value());
    EXPECT_EQ(tx.state(), tx_state::finished);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Transactions, Destroyed_StoresNothing)
{
    {
        auto tx = begin();
        done_in(tx, "INSERT INTO t VALUES ('one')");
    }
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    done("INSERT INTO t VALUES ('next')");
    EXPECT_EQ(db().stats().abandoned_transactions, 1u);
    EXPECT_EQ(db().stats().open_transactions, 0u);
}

TEST_P(Transactions, EmptyOnes_EndWell)
{
    for (const auto mode : {tx_mode::write, tx_mode::deferred, tx_mode::read})
    {
        auto committed = begin(mode);
        EXPECT_TRUE(finish(committed.commit()).has_value());
        auto rolled_back = begin(mode);
        EXPECT_TRUE(finish(rolled_back.rollback()).has_value());
    }
    EXPECT_EQ(db().stats().under_way, 0u);
}

TEST_P(Transactions, AfterTheEnd_EverythingIsRefused)
{
    for (const bool commits : {true, false})
    {
        auto tx = begin();
        done_in(tx, "SELECT 1");
        EXPECT_TRUE(finish(commits ? tx.commit() : tx.rollback()).has_value());
        EXPECT_EQ(failing_in(tx, "INSERT INTO t VALUES ('late')").code, errc::tx_closed);
        EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_closed);
        EXPECT_EQ(finish(tx.rollback()).error().code, errc::tx_closed);
    }
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Transactions, FailingStatement_KeepsTheTransaction)
{
    auto tx = begin();
    EXPECT_EQ(failing_in(tx, "SELECT foo").code, sqlite_error(1));
    done_in(tx, "INSERT INTO t VALUES ('one')");
    EXPECT_EQ(failing_in(tx, "INSERT INTO t VALUES ('one')").code, condition::unique_violation);
    EXPECT_EQ(tx.state(), tx_state::active);
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 1);
}

TEST_P(Transactions, TextThatIsNoSql_KeepsTheTransaction)
{
    auto tx = begin();
    EXPECT_EQ(failing_in(tx, "SELEC").code, sqlite_error(1));
    EXPECT_EQ(failing_in(tx, "SELECT 1; SELECT 2").code, sqlite_error(1));
    done_in(tx, "INSERT INTO t VALUES ('one')");
    EXPECT_EQ(failing_in(tx, "SELEC").code, sqlite_error(1));
    std::vector<statement> steps{sql("SELECT 1"), sql("")};
    EXPECT_EQ(finish(tx.batch(std::move(steps))).error().code, sqlite_error(1));
    EXPECT_EQ(tx.state(), tx_state::active);
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 1);
}

TEST_P(Transactions, BadArgument_KeepsTheTransaction)
{
    auto tx = begin();
    done_in(tx, "INSERT INTO t VALUES (1)");
    EXPECT_EQ(finish(tx.execute(sql("SELECT ?", "\xff"))).error().code, errc::bad_argument);
    EXPECT_EQ(finish(tx.execute(sql("SELECT ?, ?", 1))).error().code, errc::bad_argument);
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 1);
}

TEST_P(Transactions, Batch_RunsInside)
{
    auto first = begin();
    std::vector<statement> values{sql("INSERT INTO t VALUES (?)", 1), sql("INSERT INTO t VALUES (?)", 2)};
    EXPECT_EQ(finish(first.batch(values)).value().size(), 2u);
    EXPECT_EQ(to_text(done_in(first, "SELECT sum(a) FROM t")), "3");
    EXPECT_TRUE(finish(first.rollback()).has_value());

    auto second = begin();
    done_in(second, "INSERT INTO t VALUES (4)");
    EXPECT_EQ(finish(second.batch(values)).value().size(), 2u);
    EXPECT_TRUE(finish(second.batch({})).value().empty());
    EXPECT_TRUE(finish(second.commit()).has_value());
    EXPECT_EQ(number("SELECT sum(a) FROM t"), 7);
}

TEST_P(Transactions, BatchThatFails_StopsThereAndTellsWhere)
{
    auto tx = begin();
    std::vector<statement> steps{
        sql("INSERT INTO t VALUES (1), (2), (4)"), sql("INSERT INTO t VALUES (1)"),
        sql("INSERT INTO t VALUES (8), (16)")};
    const auto why = finish(tx.batch(std::move(steps))).error();
    EXPECT_EQ(why.code, condition::unique_violation);
    EXPECT_EQ(why.statement, 1u);
    EXPECT_EQ(to_text(done_in(tx, "SELECT sum(a) FROM t")), "7");
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(number("SELECT sum(a) FROM t"), 7);
}

TEST_P(Transactions, ConcurrentCalls_AreCarriedOutInOrder)
{
    auto tx = begin();
    std::vector<std::future<result<rows>>> under_way;
    for (int i = 0; i < 20; ++i)
    {
        auto insert = sql("INSERT INTO t VALUES ((SELECT count(*) FROM t) * 100 + ?) RETURNING a", i);
        under_way.push_back(tx.execute(std::move(insert), {}, boost::asio::use_future));
    }
    EXPECT_TRUE(finish(tx.commit()).has_value());
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(to_text(under_way[static_cast<std::size_t>(i)].get().value()), std::to_string(i * 101));
}

TEST_P(Transactions, ModeRead_RefusesWrites)
{
    auto tx = begin(tx_mode::read);
    EXPECT_EQ(to_text(done_in(tx, "SELECT count(*) FROM t")), "0");
    EXPECT_EQ(failing_in(tx, "INSERT INTO t VALUES (1)").code, errc::bad_argument);
    EXPECT_EQ(failing_in(tx, "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x").code, errc::bad_argument);
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Transactions, ModeDeferred_Writes)
{
    auto tx = begin(tx_mode::deferred);
    done_in(tx, "SELECT 1");
    done_in(tx, "INSERT INTO t VALUES (1)");
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 1);
}

TEST_P(Transactions, DeferredForeignKey_FailsAtCommitAndStoresNothing)
{
    done("CREATE TABLE p (id INTEGER PRIMARY KEY)");
    done("CREATE TABLE c (p REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)");
    auto tx = begin();
    done_in(tx, "INSERT INTO c VALUES (5)");
    const auto why = finish(tx.commit()).error();
    EXPECT_EQ(why.code, condition::foreign_key_violation);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    (void)finish(tx.rollback());
    EXPECT_EQ(number("SELECT count(*) FROM c"), 0);
    done("INSERT INTO t VALUES ('next')");
}

TEST_P(Transactions, SchemaChanges_AreRolledBackToo)
{
    auto tx = begin();
    done_in(tx, "CREATE TABLE u (a)");
    done_in(tx, "INSERT INTO u VALUES (1)");
    EXPECT_TRUE(finish(tx.rollback()).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM sqlite_schema WHERE name = 'u'"), 0);
}

TEST_P(Transactions, Savepoints_Work)
{
    auto tx = begin();
    done_in(tx, "INSERT INTO t VALUES (1)");
    done_in(tx, "SAVEPOINT s");
    done_in(tx, "INSERT INTO t VALUES (2)");
    done_in(tx, "ROLLBACK TO s");
    done_in(tx, "RELEASE s");
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(listed("SELECT a FROM t"), "1");
}

} // namespace
} // namespace ws::turso
