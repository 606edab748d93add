#include "database_test.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;
using boost::asio::cancellation_type;

/// Counts for longer than any test waits.
constexpr const char* endless =
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";

class Cancellation : public every_database_test
{
protected:
    /// Runs the operation, and cancels it once it had some time to get under way.
    template <class T, class Op>
    result<T> cancelled(Op op, cancellation_type how = cancellation_type::terminal)
    {
        boost::asio::cancellation_signal signal;
        boost::asio::steady_timer timer(io(), 50ms);
        timer.async_wait([&](const boost::system::error_code& ec) { ec ? void() : signal.emit(how); });
        std::optional<result<T>> told;
        auto on_end = [&](result<T> r) { told.emplace(std::move(r)); };
        std::move(op)(boost::asio::bind_cancellation_slot(signal.slot(), on_end));
        io().restart();
        while (!told)
            if (io().run_one() == 0)
                throw std::logic_error("the call waits for something that nothing will do");
        timer.cancel();
        return std::move(*told);
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, Cancellation, every_database(), name_of);

TEST_P(Cancellation, CallUnderWay_EndsAtOnceAndTheClientGoesOn)
{
    for (const auto how : {cancellation_type::terminal, cancellation_type::partial, cancellation_type::total})
    {
        const auto why = cancelled<rows>(db().execute(sql(endless)), how).error();
        EXPECT_EQ(why.code, errc::cancelled) << describe(why);
        EXPECT_EQ(number("SELECT 1"), 1);
    }
}

TEST_P(Cancellation, TypedCall_EndsToo)
{
    EXPECT_EQ(
        cancelled<std::int64_t>(db().query_one<std::int64_t>(sql(endless))).error().code, errc::cancelled);
}

TEST_P(Cancellation, DeadlineUnderWay_EndsTheCallAndTheClientGoesOn)
{
    const auto why = finish(db().execute(sql(endless), call_options(50ms))).error();
    EXPECT_EQ(why.code, errc::timed_out) << describe(why);
    EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_P(Cancellation, DeadlineOfABatch_StoresNothing)
{
    done("CREATE TABLE t (a)");
    std::vector<statement> what{sql("INSERT INTO t VALUES (1)"), sql(endless)};
    const auto why = finish(db().batch(tx_mode::write, std::move(what), call_options(200ms))).error();
    EXPECT_EQ(why.code, errc::timed_out) << describe(why);
    EXPECT_NE(why.what_happened, outcome::executed);
    if (!kind().remote)
    {
        EXPECT_EQ(why.what_happened, outcome::not_executed);
    }
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Cancellation, WaitingForItsTurn_NothingRan)
{
    options how = usual_options();
    how.max_streams = how.max_transactions = 1;
    reopen(how);
    done("CREATE TABLE t (a)");
    auto inside = finish(db().begin()).value();
    finish(inside.execute(sql("SELECT 1"))).value();

    const auto late = finish(db().execute(sql("INSERT INTO t VALUES (1)"), call_options(20ms))).error();
    EXPECT_EQ(late.code, errc::timed_out);
    EXPECT_EQ(late.what_happened, outcome::not_executed);
    EXPECT_EQ(late.attempts, 0u);
    const auto stopped = cancelled<rows>(db().execute(sql("INSERT INTO t VALUES (2)"))).error();
    EXPECT_EQ(stopped.code, errc::cancelled);
    EXPECT_EQ(stopped.what_happened, outcome::not_executed);
    EXPECT_EQ(cancelled<transaction>(db().begin()).error().code, errc::cancelled);

    EXPECT_TRUE(finish(inside.rollback()).has_value());
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    EXPECT_EQ(db().stats().queued, 0u);
}

TEST_P(Cancellation, InATransaction_LosesItAndStoresNothing)
{
    done("CREATE TABLE t (a)");
    auto tx = finish(db().begin()).value();
    finish(tx.execute(sql("INSERT INTO t VALUES (1)"))).value();
    EXPECT_EQ(cancelled<rows>(tx.execute(sql(endless))).error().code, errc::cancelled);
    EXPECT_EQ(tx.state(), tx_state::lost);
    EXPECT_EQ(finish(tx.execute(sql("INSERT INTO t VALUES (2)"))).error().code, errc::tx_lost);
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Cancellation, DeadlineInATransaction_LosesIt)
{
    done("CREATE TABLE t (a)");
    auto tx = finish(db().begin()).value();
    finish(tx.execute(sql("INSERT INTO t VALUES (1)"))).value();
    EXPECT_EQ(finish(tx.execute(sql(endless), call_options(50ms))).error().code, errc::timed_out);
    EXPECT_EQ(tx.state(), tx_state::lost);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Cancellation, OneOfMany_LeavesTheOthers)
{
    auto first = db().execute(sql("SELECT 'first'"), {}, boost::asio::use_future);
    auto stopped = cancelled<rows>(db().execute(sql(endless)));
    auto last = db().execute(sql("SELECT 'last'"), {}, boost::asio::use_future);
    EXPECT_EQ(stopped.error().code, errc::cancelled);
    EXPECT_EQ(to_text(finish(first).value()), "first");
    EXPECT_EQ(to_text(finish(last).value()), "last");
}

class CancellationOfFiles : public Cancellation
{
};
INSTANTIATE_TEST_SUITE_P(Databases, CancellationOfFiles, testing::Values(in_memory, in_a_file), name_of);

/// In this process it is known what became of a cancelled write.
TEST_P(CancellationOfFiles, Write_IsUndone)
{
    done("CREATE TABLE t (a)");
    const auto why = cancelled<rows>(db().execute(sql(std::string("INSERT INTO t ") + endless))).error();
    EXPECT_EQ(why.code, errc::cancelled);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    done("INSERT INTO t VALUES (1)");
}

} // namespace
} // namespace ws::turso
