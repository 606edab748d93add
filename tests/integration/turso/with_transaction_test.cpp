#include "database_test.hpp"

#include <ws/turso/with_transaction.hpp>

#include <stdexcept>

namespace ws::turso
{
namespace
{

class WithTransaction : public every_database_test
{
protected:
    WithTransaction() { done("CREATE TABLE t (a UNIQUE)"); }
};
INSTANTIATE_TEST_SUITE_P(Databases, WithTransaction, every_database(), name_of);

net::task<result<std::int64_t>> insert_and_count(transaction& tx, std::int64_t a)
{
    auto inserted = co_await tx.execute(sql("INSERT INTO t VALUES (?)", a), {}, net::use_task);
    if (!inserted)
        co_return std::move(inserted).error();
    co_return co_await tx.query_one<std::int64_t>(sql("SELECT count(*) FROM t"), {}, net::use_task);
}

TEST_P(WithTransaction, BodyWithAValue_IsCommitted)
{
    auto body = [](transaction& tx) { return insert_and_count(tx, 7); };
    EXPECT_EQ(run(with_transaction(db(), body)).value(), 1);
    EXPECT_EQ(listed("SELECT a FROM t"), "7");
}

TEST_P(WithTransaction, BodyWithAnError_IsRolledBack)
{
    auto body = [](transaction& tx) -> net::task<result<std::int64_t>>
    {
        (void)co_await insert_and_count(tx, 1);
        co_return co_await insert_and_count(tx, 1);
    };
    EXPECT_EQ(run(with_transaction(db(), body)).error().code, condition::unique_violation);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(WithTransaction, BodyThatThrows_IsRolledBack)
{
    auto body = [](transaction& tx) -> net::task<result<std::int64_t>>
    {
        (void)co_await insert_and_count(tx, 1);
        throw std::runtime_error("changed its mind");
    };
    EXPECT_THROW(run(with_transaction(db(), body)), std::runtime_error);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    EXPECT_EQ(db().stats().open_transactions, 0u);
}

TEST_P(WithTransaction, WithoutPermission_RunsOnce)
{
    int runs = 0;
    auto body = [&](transaction&) -> net::task<result<>>
    {
        ++runs;
        error lost;
        lost.code = errc::tx_lost;
        co_return lost;
    };
    EXPECT_EQ(run(with_transaction(db(), body)).error().code, errc::tx_lost);
    EXPECT_EQ(runs, 1);
}

TEST_P(WithTransaction, LostOnce_RunsAgainAndStoresOnce)
{
    int runs = 0;
    auto body = [&](transaction& tx) -> net::task<result<std::int64_t>>
    {
        auto counted = co_await insert_and_count(tx, 5);
        if (++runs == 1)
        {
            error lost;
            lost.code = errc::tx_lost;
            co_return lost;
        }
        co_return counted;
    };
    EXPECT_EQ(run(with_transaction(db(), body, {}, rerun::when_lost)).value(), 1);
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(listed("SELECT a FROM t"), "5");
}

TEST_P(WithTransaction, AlwaysLost_GivesUpAfterThreeRuns)
{
    int runs = 0;
    auto body = [&](transaction& tx) -> net::task<result<std::int64_t>>
    {
        ++runs;
        (void)co_await insert_and_count(tx, runs);
        (void)co_await tx.execute(
            sql("INSERT OR ROLLBACK INTO t SELECT 1 UNION ALL SELECT 1"), {}, net::use_task);
        error lost;
        lost.code = errc::tx_lost;
        co_return lost;
    };
    EXPECT_EQ(run(with_transaction(db(), body, {}, rerun::when_lost)).error().code, errc::tx_lost);
    EXPECT_EQ(runs, 3);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(WithTransaction, OtherErrors_AreNotRunAgain)
{
    int runs = 0;
    auto body = [&](transaction& tx) -> net::task<result<rows>>
    {
        ++runs;
        co_return co_await tx.execute(sql("SELECT foobar"), {}, net::use_task);
    };
    EXPECT_FALSE(run(with_transaction(db(), body, {}, rerun::when_lost)).has_value());
    EXPECT_EQ(runs, 1);
}

TEST_P(WithTransaction, ManyAtOnce_CountToTheirNumber)
{
    done("CREATE TABLE counter (n)");
    done("INSERT INTO counter VALUES (0)");
    // Reads, then writes what it read: lost updates would show.
    auto body = [](transaction& tx) -> net::task<result<rows>>
    {
        auto n = co_await tx.query_one<std::int64_t>(sql("SELECT n FROM counter"), {}, net::use_task);
        if (!n)
            co_return std::move(n).error();
        auto update = sql("UPDATE counter SET n = ?", *n + 1);
        co_return co_await tx.execute(std::move(update), {}, net::use_task);
    };
    int stored = 0;
    int ended = 0;
    constexpr int many = 30;
    for (int i = 0; i < many; ++i)
        boost::asio::co_spawn(
            io(), with_transaction(db(), body),
            [&](const std::exception_ptr& thrown, const result<rows>& got)
            {
                ++ended;
                stored += !thrown && got ? 1 : 0;
            });
    io().restart();
    while (ended < many)
        ASSERT_GT(io().run_one(), 0u);
    EXPECT_EQ(stored, many);
    EXPECT_EQ(number("SELECT n FROM counter"), many);
}

} // namespace
} // namespace ws::turso
