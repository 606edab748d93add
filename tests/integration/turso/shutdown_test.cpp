#include "database_test.hpp"

namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

class Shutdown : public every_database_test
{
protected:
    static constexpr const char* endless =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
};
INSTANTIATE_TEST_SUITE_P(Databases, Shutdown, every_database(), name_of);

TEST_P(Shutdown, IdleClient_EndsAndTakesNothingMore)
{
    EXPECT_EQ(number("SELECT 1"), 1);
    EXPECT_TRUE(finish(db().shutdown(10s)).has_value());
    const auto why = failing("SELECT 1");
    EXPECT_EQ(why.code, errc::shut_down);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_EQ(finish(db().begin()).error().code, errc::shut_down);
    EXPECT_TRUE(finish(db().shutdown(10s)).has_value()) << "a second one is a success as well";
}

TEST_P(Shutdown, WorkWithinTheGrace_IsFinished)
{
    done("CREATE TABLE t (a)");
    std::vector<std::future<result<rows>>> all;
    for (int i = 0; i < 100; ++i)
        all.push_back(
            db().execute(sql("INSERT INTO t VALUES (?) RETURNING a", i), {}, boost::asio::use_future));
    auto down = db().shutdown(60s, boost::asio::use_future);
    auto late = db().execute(sql("INSERT INTO t VALUES ('late')"), {}, boost::asio::use_future);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(to_text(finish(all[static_cast<std::size_t>(i)]).value()), std::to_string(i));
    EXPECT_TRUE(finish(down).has_value());
    EXPECT_EQ(finish(late).error().code, errc::shut_down);
}

TEST_P(Shutdown, WorkBeyondTheGrace_IsEnded)
{
    auto long_one = db().execute(sql(endless), {}, boost::asio::use_future);
    auto down = db().shutdown(50ms, boost::asio::use_future);
    EXPECT_TRUE(finish(down).has_value());
    EXPECT_EQ(finish(long_one).error().code, errc::shut_down);
}

TEST_P(Shutdown, QueuedWork_IsEndedAsNotExecuted)
{
    options how = usual_options();
    how.max_streams = how.max_transactions = 1;
    reopen(how);
    auto long_one = db().execute(sql(endless), {}, boost::asio::use_future);
    auto queued = db().execute(sql("CREATE TABLE t (a)"), {}, boost::asio::use_future);
    EXPECT_TRUE(finish(db().shutdown(50ms)).has_value());
    EXPECT_EQ(finish(long_one).error().code, errc::shut_down);
    const auto why = finish(queued).error();
    EXPECT_EQ(why.code, errc::shut_down);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
}

TEST_P(Shutdown, LastHandleGone_EndsWhatIsUnderWay)
{
    auto long_one = db().execute(sql(endless), {}, boost::asio::use_future);
    auto inside = finish(db().begin()).value();
    close();
    EXPECT_EQ(finish(long_one).error().code, errc::shut_down);
    EXPECT_FALSE(finish(inside.execute(sql("SELECT 1"))).has_value());
}

class ShutdownOfFiles : public every_database_test
{
};
INSTANTIATE_TEST_SUITE_P(Databases, ShutdownOfFiles, every_shared_database(), name_of);

TEST_P(ShutdownOfFiles, OpenTransaction_IsRolledBack)
{
    done("CREATE TABLE t (a)");
    auto tx = finish(db().begin()).value();
    finish(tx.execute(sql("INSERT INTO t VALUES (1)"))).value();
    EXPECT_TRUE(finish(db().shutdown(0ms)).has_value());
    EXPECT_FALSE(finish(tx.execute(sql("INSERT INTO t VALUES (2)"))).has_value());
    EXPECT_FALSE(finish(tx.commit()).has_value());
    reopen(usual_options());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    done("INSERT INTO t VALUES (3)");
}

TEST_P(ShutdownOfFiles, OpenTransactionWithinTheGrace_MayStillCommit)
{
    done("CREATE TABLE t (a)");
    auto tx = finish(db().begin()).value();
    finish(tx.execute(sql("INSERT INTO t VALUES (1)"))).value();
    auto down = db().shutdown(60s, boost::asio::use_future);
    finish(tx.execute(sql("INSERT INTO t VALUES (2)"))).value();
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_TRUE(finish(down).has_value());
    reopen(usual_options());
    EXPECT_EQ(listed("SELECT a FROM t"), "1;2");
}

TEST_P(ShutdownOfFiles, WhatWasStored_IsStillThere)
{
    done("CREATE TABLE t (a)");
    for (int i = 0; i < 3; ++i)
    {
        done(sql("INSERT INTO t VALUES (?)", i));
        EXPECT_TRUE(finish(db().shutdown(10s)).has_value());
        reopen(usual_options());
    }
    EXPECT_EQ(listed("SELECT a FROM t"), "0;1;2");
}

} // namespace
} // namespace ws::turso
