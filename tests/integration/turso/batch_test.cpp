#include "database_test.hpp"

namespace ws::turso
{
namespace
{

class Batch : public every_database_test
{
protected:
    result<std::vector<rows>> batch(std::vector<statement> what, tx_mode mode = tx_mode::write)
    {
        return finish(db().batch(mode, std::move(what)));
    }
    static std::vector<statement> of(std::initializer_list<std::string_view> texts)
    {
        std::vector<statement> all;
        for (const auto text : texts)
            all.push_back(sql(text));
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, Batch, every_database(), name_of);

TEST_P(Batch, Queries_AreAnsweredInOrder)
{
    std::vector<statement> what{
        sql("SELECT 1+1"), sql("SELECT 1 AS one, 2 AS two"), sql("SELECT ?", "boomerang"),
        sql("VALUES (?), (?)", "big", "ben")};
    for (const auto mode : {tx_mode::read, tx_mode::deferred, tx_mode::write})
    {
        const auto got = batch(what, mode).value();
        ASSERT_EQ(got.size(), 4u);
        EXPECT_EQ(to_text(got[0]), "2");
        EXPECT_EQ(to_text(got[1]), "1,2");
        EXPECT_EQ(to_text(got[2]), "boomerang");
        EXPECT_EQ(to_text(got[3]), "big;ben");
    }
}

TEST_P(Batch, Statements_SeeTheEarlierOnes)
{
    const auto got =
        batch(of({"DROP TABLE IF EXISTS t", "CREATE TABLE t (a, b)", "INSERT INTO t VALUES (1, 'one')",
                  "SELECT * FROM t ORDER BY a", "INSERT INTO t VALUES (2, 'two')",
                  "SELECT * FROM t ORDER BY a", "DROP TABLE t"}))
            .value();
    ASSERT_EQ(got.size(), 7u);
    EXPECT_EQ(to_text(got[3]), "1,one");
    EXPECT_EQ(got[4].facts().affected_rows, 1u);
    EXPECT_EQ(to_text(got[5]), "1,one;2,two");
}

TEST_P(Batch, Empty_IsASuccess) { EXPECT_TRUE(batch({}).value().empty()); }

TEST_P(Batch, Deferred_Writes)
{
    const auto got = batch(
                         of({"SELECT 1+1", "CREATE TABLE t (a)", "INSERT INTO t VALUES (21) RETURNING 2*a"}),
                         tx_mode::deferred)
                         .value();
    EXPECT_EQ(to_text(got[2]), "42");
    EXPECT_EQ(listed("SELECT a FROM t"), "21");
}

TEST_P(Batch, ErrorAnywhere_StoresNothingAndTellsWhere)
{
    done("CREATE TABLE t (a)");
    const auto good =
        of({"INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)"});
    for (std::size_t bad = 0; bad < good.size(); ++bad)
    {
        auto what = good;
        what[bad] = sql("SELECT foobar");
        const auto why = batch(std::move(what)).error();
        EXPECT_EQ(why.code, sqlite_error(1));
        EXPECT_EQ(why.statement, bad);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
    }
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    EXPECT_TRUE(batch(good).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 3);
}

TEST_P(Batch, BadArgument_SendsNothing)
{
    done("CREATE TABLE t (a)");
    std::vector<statement> what{sql("INSERT INTO t VALUES (1)"), sql("INSERT INTO t VALUES (?)", "\xff")};
    const auto why = batch(std::move(what)).error();
    EXPECT_EQ(why.code, errc::bad_argument);
    EXPECT_EQ(why.attempts, 0u);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Batch, DeferredForeignKey_FailsTheCommitAndStoresNothing)
{
    done("CREATE TABLE p (id INTEGER PRIMARY KEY)");
    done("CREATE TABLE c (p REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)");
    const auto why = batch(of({"INSERT INTO c VALUES (5)", "SELECT 1"})).error();
    EXPECT_EQ(why.code, condition::foreign_key_violation);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_FALSE(why.statement) << "it was no statement of the caller's";
    EXPECT_EQ(number("SELECT count(*) FROM c"), 0);
    EXPECT_TRUE(batch(of({"INSERT INTO c VALUES (5)", "INSERT INTO p VALUES (5)"})).has_value());
}

TEST_P(Batch, ModeRead_RefusesWrites)
{
    done("CREATE TABLE t (a)");
    const auto why = batch(of({"SELECT 1", "INSERT INTO t VALUES (1)"}), tx_mode::read).error();
    EXPECT_EQ(why.code, errc::bad_argument);
    EXPECT_EQ(why.statement, 1u);
    EXPECT_EQ(why.attempts, 0u);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Batch, AThousandDifferentStatements_AllRun)
{
    std::vector<statement> what;
    for (int i = 0; i < 1'000; ++i)
        what.push_back(sql("SELECT " + std::to_string(i)));
    const auto got = batch(std::move(what), tx_mode::read).value();
    ASSERT_EQ(got.size(), 1'000u);
    for (std::size_t i = 0; i < got.size(); ++i)
        ASSERT_EQ(got[i].at(0, 0).as_integer(), static_cast<std::int64_t>(i));
}

TEST_P(Batch, AThousandEqualStatements_AllRun)
{
    done("CREATE TABLE t (a)");
    std::vector<statement> what;
    for (int i = 0; i < 1'000; ++i)
        what.push_back(sql("INSERT INTO t VALUES (?) RETURNING a", i));
    const auto got = batch(std::move(what)).value();
    for (std::size_t i = 0; i < got.size(); ++i)
        ASSERT_EQ(got[i].at(0, 0).as_integer(), static_cast<std::int64_t>(i));
    EXPECT_EQ(number("SELECT count(*) FROM t"), 1'000);
}

TEST_P(Batch, BegunInABatch_IsAnErrorAndLeavesNothingOpen)
{
    done("CREATE TABLE t (a)");
    EXPECT_EQ(batch(of({"INSERT INTO t VALUES (1)", "BEGIN"})).error().statement, 1u);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    done("INSERT INTO t VALUES (2)");
}

TEST_P(Batch, ManyAtOnce_AreAtomic)
{
    done("CREATE TABLE t1 (a)");
    done("CREATE TABLE t2 (a)");
    std::vector<std::future<result<std::vector<rows>>>> all;
    constexpr int many = 100;
    for (int i = 0; i < many; ++i)
    {
        std::vector<statement> what{
            sql("INSERT INTO t1 VALUES (?)", i), sql("INSERT INTO t2 VALUES (?)", i * 10),
            sql("SELECT sum(a) FROM t1"), sql("SELECT sum(a) FROM t2")};
        all.push_back(db().batch(tx_mode::write, std::move(what), {}, boost::asio::use_future));
    }
    for (auto& answer : all)
    {
        const auto got = finish(answer).value();
        EXPECT_EQ(got[3].at(0, 0).as_integer(), got[2].at(0, 0).as_integer() * 10);
    }
    EXPECT_EQ(number("SELECT sum(a) FROM t1"), many * (many - 1) / 2);
    EXPECT_EQ(number("SELECT sum(a) FROM t2"), many * (many - 1) / 2 * 10);
}

/// Needs the guard of protocol version 3: without it what follows a ROLLBACK is stored.
class BatchWithGuards : public every_database_test
{
};
INSTANTIATE_TEST_SUITE_P(Databases, BatchWithGuards, every_guarding_database(), name_of);

TEST_P(BatchWithGuards, ItsOwnRollback_StopsIt)
{
    done("CREATE TABLE t (a)");
    std::vector<statement> what{
        sql("INSERT INTO t VALUES (1), (2), (3)"), sql("ROLLBACK"), sql("INSERT INTO t VALUES (4), (5)")};
    const auto got = finish(db().batch(tx_mode::write, std::move(what)));
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().code, errc::tx_lost);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(BatchWithGuards, OrRollback_StopsIt)
{
    done("CREATE TABLE t (a UNIQUE)");
    std::vector<statement> what{
        sql("INSERT INTO t VALUES (1)"), sql("INSERT OR ROLLBACK INTO t VALUES (1)"),
        sql("INSERT INTO t VALUES (4), (5)")};
    const auto why = finish(db().batch(tx_mode::write, std::move(what))).error();
    EXPECT_EQ(why.code, condition::unique_violation);
    EXPECT_EQ(why.statement, 1u);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

} // namespace
} // namespace ws::turso
