#include "database_test.hpp"

namespace ws::turso
{
namespace
{

class Concurrency : public every_database_test
{
protected:
    /// Starts them all, and runs the loop until the last one has ended.
    void run_all(std::vector<net::task<>> all)
    {
        std::size_t ended = 0;
        std::exception_ptr failure;
        const auto many = all.size();
        for (auto& one : all)
            boost::asio::co_spawn(
                io(), std::move(one),
                [&](const std::exception_ptr& thrown)
                {
                    ++ended;
                    if (thrown)
                        failure = thrown;
                });
        io().restart();
        while (ended < many)
            ASSERT_GT(io().run_one(), 0u);
        if (failure)
            std::rethrow_exception(failure);
    }

    net::task<> twenty_statements(std::int64_t who)
    {
        for (std::int64_t i = 0; i < 20; ++i)
        {
            auto what = sql("SELECT ?, ?", who, i);
            if (i % 5 == 0)
                what = sql("INSERT INTO t VALUES (?, ?) RETURNING *", who, i);
            const auto got = co_await db().execute(std::move(what), {}, net::use_task);
            EXPECT_TRUE(got.has_value()) << describe(got.error());
            EXPECT_EQ(got ? to_text(*got) : "", std::to_string(who) + "," + std::to_string(i));
        }
    }

    net::task<> short_transaction(int place, tx_options mode, std::vector<int>& begun)
    {
        auto tx = co_await db().begin(mode, {}, net::use_task);
        EXPECT_TRUE(tx.has_value()) << describe(tx.error());
        if (!tx)
            co_return;
        begun.push_back(place);
        const auto got = co_await tx->query_one<int>(sql("SELECT ?", place), {}, net::use_task);
        EXPECT_TRUE(got.has_value()) << describe(got.error());
        EXPECT_EQ(got ? *got : -1, place);
        const auto ended = co_await tx->commit({}, net::use_task);
        EXPECT_TRUE(ended.has_value()) << describe(ended.error());
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, Concurrency, every_database(), name_of);

TEST_P(Concurrency, TwoHundredCallers_EachGetTheirOwnAnswers)
{
    done("CREATE TABLE t (who, n)");
    std::vector<net::task<>> all;
    for (int who = 0; who < 200; ++who)
        all.push_back(twenty_statements(who));
    run_all(std::move(all));
    EXPECT_EQ(number("SELECT count(*) FROM t"), 800);
    EXPECT_EQ(number("SELECT count(*) FROM (SELECT DISTINCT who, n FROM t)"), 800);
    EXPECT_EQ(db().stats().under_way, 0u);
    EXPECT_EQ(db().stats().queued, 0u);
}

TEST_P(Concurrency, TwoHundredTransactions_AllSucceedInTheOrderTheyCame)
{
    std::vector<int> begun;
    std::vector<net::task<>> all;
    std::vector<int> expected;
    for (int i = 0; i < 200; ++i)
    {
        all.push_back(short_transaction(i, {}, begun));
        expected.push_back(i);
    }
    run_all(std::move(all));
    EXPECT_EQ(begun, expected);
    EXPECT_EQ(db().stats().open_transactions, 0u);
    EXPECT_EQ(db().stats().repeats, 0u);
}

TEST_P(Concurrency, AsManyTransactionsAsTheServerTakes_NeverMeetItsLimit)
{
    options how = usual_options();
    how.max_streams = 120;
    how.max_transactions = 110;
    reopen(how);
    tx_options reading;
    reading.mode = tx_mode::read;
    std::vector<int> begun;
    std::vector<net::task<>> all;
    for (int i = 0; i < 200; ++i)
        all.push_back(short_transaction(i, reading, begun));
    run_all(std::move(all));
    EXPECT_EQ(begun.size(), 200u);
    EXPECT_EQ(db().stats().repeats, 0u);
}

TEST_P(Concurrency, FullQueue_RefusesAtOnceAndGoesOn)
{
    options how = usual_options();
    how.max_streams = how.max_transactions = 1;
    how.max_queue = 2;
    reopen(how);
    auto inside = finish(db().begin()).value();
    finish(inside.execute(sql("SELECT 1"))).value();
    auto first = db().execute(sql("SELECT 'first'"), {}, boost::asio::use_future);
    auto second = db().begin({}, {}, boost::asio::use_future);
    const auto why = finish(db().execute(sql("SELECT 'third'"))).error();
    EXPECT_EQ(why.code, errc::queue_full);
    EXPECT_EQ(why.code, condition::throttled);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_EQ(db().stats().queued, 2u);
    EXPECT_TRUE(finish(inside.commit()).has_value());
    EXPECT_EQ(to_text(finish(first).value()), "first");
    auto next = finish(second).value();
    EXPECT_TRUE(finish(next.rollback()).has_value());
}

class ConcurrencyOfFiles : public every_database_test
{
};
INSTANTIATE_TEST_SUITE_P(Databases, ConcurrencyOfFiles, every_shared_database(), name_of);

TEST_P(ConcurrencyOfFiles, OpenTransactions_LeaveRoomForReads)
{
    done("CREATE TABLE t (a)");
    options how = usual_options();
    how.max_streams = 3;
    how.max_transactions = 2;
    reopen(how);
    auto writes = finish(db().begin()).value();
    finish(writes.execute(sql("INSERT INTO t VALUES (1)"))).value();
    tx_options reading;
    reading.mode = tx_mode::read;
    auto reads = finish(db().begin(reading)).value();
    EXPECT_EQ(to_text(finish(reads.execute(sql("SELECT count(*) FROM t"))).value()), "0");
    auto third = db().begin(reading, {}, boost::asio::use_future);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0) << "not committed yet";
    EXPECT_TRUE(finish(writes.commit()).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 1);
    EXPECT_EQ(to_text(finish(reads.execute(sql("SELECT count(*) FROM t"))).value()), "0")
        << "its own snapshot";
    EXPECT_TRUE(finish(reads.commit()).has_value());
    (void)finish(third);
}

TEST_P(ConcurrencyOfFiles, WritersThatWaitForATransaction_DoNotKeepItFromEnding)
{
    done("CREATE TABLE t (a)");
    options how = usual_options();
    how.max_connections = 2;
    reopen(how);
    auto tx = finish(db().begin()).value();
    finish(tx.execute(sql("INSERT INTO t VALUES ('first')"))).value();
    std::vector<std::future<result<rows>>> waiting;
    for (int i = 0; i < 10; ++i)
        waiting.push_back(db().execute(sql("INSERT INTO t VALUES ('later')"), {}, boost::asio::use_future));
    finish(tx.execute(sql("INSERT INTO t VALUES ('second')"))).value();
    const auto ended = finish(tx.commit());
    ASSERT_TRUE(ended.has_value()) << describe(ended.error());
    for (auto& one : waiting)
        EXPECT_TRUE(finish(one).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 12);
}

TEST_P(ConcurrencyOfFiles, TwoClients_SeeEachOthersCommits)
{
    auto other = open(usual_options());
    done("CREATE TABLE t (a)");
    finish(other.execute(sql("INSERT INTO t VALUES (1)"))).value();
    done("INSERT INTO t VALUES (2)");
    EXPECT_EQ(finish(other.query_one<int>(sql("SELECT sum(a) FROM t"))).value(), 3);
}

TEST_P(ConcurrencyOfFiles, WritersOfTwoClients_WaitForEachOther)
{
    done("CREATE TABLE t (n)");
    done("INSERT INTO t VALUES (0)");
    auto other = open(usual_options());
    std::vector<std::future<result<rows>>> all;
    for (int i = 0; i < 50; ++i)
        all.push_back(
            (i % 2 ? db() : other).execute(sql("UPDATE t SET n = n + 1"), {}, boost::asio::use_future));
    for (auto& one : all)
    {
        const auto got = finish(one);
        EXPECT_TRUE(got.has_value()) << describe(got.error());
    }
    EXPECT_EQ(number("SELECT n FROM t"), 50);
}

} // namespace
} // namespace ws::turso
