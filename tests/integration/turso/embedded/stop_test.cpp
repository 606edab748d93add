#include "fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sqlite3.h>

namespace
{

using namespace ws::turso;
using namespace ws::turso::test;

/// Deadlines, cancellation and the end, while the database works.
class EmbeddedStop : public embedded_test
{
protected:
    EmbeddedStop() { query(db_, "CREATE TABLE t(x)"); }

    static statement endless_insert()
    {
        return sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                   "INSERT INTO t SELECT i FROM n WHERE i < 0");
    }
    std::int64_t stored()
    {
        auto w = work_of(sql("SELECT count(*) FROM t"));
        w.reads_only = true;
        const auto told = run(db_, w);
        return std::get<rows>(std::get<program_result>(told.value().what)[0]).at(0, 0).as_integer();
    }
    void wait_until_stored(std::int64_t count)
    {
        while (stored() < count)
        {
        }
    }
    template <class T>
    void cancel(under_way<T>& call)
    {
        asio::post(strand_, [&] { call.stop.emit(asio::cancellation_type::terminal); });
    }

    backend& db_ = open_file();
};

TEST_F(EmbeddedStop, DeadlineOfARead_EndsIt)
{
    auto w = work_of(sql(endless));
    w.reads_only = true;
    w.deadline = std::chrono::steady_clock::now() + 20ms;
    const auto told = run(db_, w);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::timed_out);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
}

TEST_F(EmbeddedStop, DeadlineOfAWrite_RollsItBack)
{
    program p;
    p.add(sql("BEGIN"));
    p.add(sql("INSERT INTO t VALUES(1)"));
    p.add(endless_insert());
    p.add(sql("COMMIT"));
    auto w = work_of(std::move(p));
    w.deadline = std::chrono::steady_clock::now() + 20ms;
    const auto told = run(db_, w);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::timed_out);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
    EXPECT_EQ(stored(), 0);
    query(db_, "INSERT INTO t VALUES(1)");
}

TEST_F(EmbeddedStop, DeadlineInThePast_RunsNothing)
{
    auto w = work_of(sql("INSERT INTO t VALUES(1)"));
    w.deadline = std::chrono::steady_clock::now() - 1s;
    EXPECT_EQ(run(db_, w).error().code, errc::timed_out);
    EXPECT_EQ(stored(), 0);
}

TEST_F(EmbeddedStop, CancelledBehindACommit_SaysThatItIsUnknown)
{
    program p;
    p.add(sql("INSERT INTO t VALUES(1)"));
    p.add(sql(endless));
    const auto w = work_of(std::move(p));
    auto call = start(db_.run(w));
    wait_until_stored(1);
    cancel(*call);
    const auto told = finish(*call);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::cancelled);
    EXPECT_EQ(told.error().what_happened, outcome::unknown);
    EXPECT_EQ(stored(), 1);
}

TEST_F(EmbeddedStop, ScriptCancelledBehindACommit_SaysThatItIsUnknown)
{
    const work w{script{std::string("INSERT INTO t VALUES(1); ") + endless}, no_deadline()};
    auto call = start(db_.run(w));
    wait_until_stored(1);
    cancel(*call);
    const auto told = finish(*call);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::cancelled);
    EXPECT_EQ(told.error().what_happened, outcome::unknown);
}

TEST_F(EmbeddedStop, CallThatIsCancelledAlready_RunsNothing)
{
    auto operation = [&]() -> task<result<answer>>
    {
        co_await asio::this_coro::throw_if_cancelled(false);
        asio::steady_timer never(strand_, ws::steady_time::max());
        co_await never.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto w = work_of(sql("INSERT INTO t VALUES(1)"));
        co_return co_await db_.run(w);
    };
    auto call = start(operation());
    EXPECT_EQ(stored(), 0);
    cancel(*call);
    EXPECT_EQ(finish(*call).error().code, errc::cancelled);
    EXPECT_EQ(stored(), 0);
}

TEST_F(EmbeddedStop, CancelledTransaction_IsRolledBackAndItsSessionLost)
{
    auto s = db_.open_session(true);
    const auto begin = work_of(sql("BEGIN IMMEDIATE"));
    ASSERT_TRUE(run(s->run(begin, false)));
    const auto insert = work_of(sql("INSERT INTO t VALUES(1)"));
    ASSERT_TRUE(run(s->run(insert, false)));
    const auto slow = work_of(sql(endless));
    auto call = start(s->run(slow, false));
    EXPECT_EQ(stored(), 0);
    cancel(*call);
    const auto told = finish(*call);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::cancelled);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
    EXPECT_EQ(run(s->run(insert, false)).error().code, errc::stream_lost);
    EXPECT_EQ(query(db_, "SELECT count(*) FROM t").at(0, 0).as_integer(), 0) << "and the writer is free";
}

TEST_F(EmbeddedStop, LockOfAnotherProcess_EndsWithTheDeadlineOrBusy)
{
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(file("test.db").c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    auto w = work_of(sql("INSERT INTO t VALUES(1)"));
    w.deadline = std::chrono::steady_clock::now() + 20ms;
    const auto told = run(db_, w);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::timed_out);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);

    embedded_options impatient;
    impatient.busy_timeout = 0ms;
    EXPECT_TRUE(failure_of(open_file(impatient), "INSERT INTO t VALUES(1)").code == condition::busy);
    sqlite3_close(other);
    query(db_, "INSERT INTO t VALUES(1)");
}

TEST_F(EmbeddedStop, Stop_EndsWhatRunsAndWhatWaits)
{
    const auto slow = work_of(sql(endless));
    auto running = start(db_.run(slow));
    auto queued = start(db_.run(slow));
    auto idle = db_.open_session(false);
    const auto begin = work_of(sql("BEGIN"));
    ASSERT_TRUE(run(idle->run(begin, false)));
    stop(db_);
    ASSERT_TRUE(running->told);
    ASSERT_TRUE(queued->told);
    EXPECT_EQ(running->told->error().code, errc::shut_down);
    EXPECT_EQ(queued->told->error().code, errc::shut_down);
    EXPECT_EQ(queued->told->error().what_happened, outcome::not_executed);
    EXPECT_EQ(run(db_, begin).error().code, errc::shut_down);
    EXPECT_EQ(run(idle->run(begin, false)).error().code, errc::shut_down);
    stop(db_); // again, and nothing happens
}

TEST_F(EmbeddedStop, Stop_MovesTheLogIntoTheFile)
{
    query(db_, "INSERT INTO t VALUES(1)");
    EXPECT_TRUE(std::filesystem::exists(file("test.db-wal")));
    stop(db_);
    EXPECT_FALSE(std::filesystem::exists(file("test.db-wal")));
}

TEST_F(EmbeddedStop, BackendDestroyedUnderACall_EndsIt)
{
    auto doomed = make_embedded_backend(strand_, {"", false}, {}, 1 << 20);
    const auto slow = work_of(sql(endless));
    auto running = start(doomed->run(slow));
    auto queued = start(doomed->run(slow));
    EXPECT_EQ(stored(), 0); // both have begun
    doomed.reset();
    EXPECT_EQ(finish(*running).error().code, errc::shut_down);
    EXPECT_EQ(finish(*queued).error().code, errc::shut_down);
}

TEST_F(EmbeddedStop, LoopDestroyedUnderACall_WaitsForTheWorker)
{
    std::optional<asio::io_context> io(std::in_place);
    auto owner = [](asio::any_io_executor strand) -> task<void>
    {
        auto db = make_embedded_backend(strand, {"", false}, {}, 1 << 20);
        const auto slow = work_of(sql(endless));
        (void)co_await db->run(slow);
        ADD_FAILURE() << "nobody stopped it";
    };
    {
        const asio::any_io_executor strand = asio::make_strand(*io); // no strand may outlive its loop
        asio::co_spawn(strand, owner(strand), asio::detached);
    }
    io->poll();
    io.reset(); // and with it the frames: of the call, then of the owner
}

} // namespace
