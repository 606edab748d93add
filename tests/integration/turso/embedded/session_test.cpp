#include "fixture.hpp"

#include <boost/asio/post.hpp>

namespace
{

using namespace ws::turso;
using namespace ws::turso::test;

class EmbeddedSession : public embedded_test
{
protected:
    EmbeddedSession() { query(db_, "CREATE TABLE t(x)"); }

    /// Runs one statement in the session; whether it went well.
    bool ran(session& s, std::string_view text, bool last = false)
    {
        const auto w = work_of(sql(text));
        const auto told = run(s.run(w, last));
        return told && std::get<program_result>(told->what).ok(0);
    }
    std::int64_t stored() { return number(db_, "SELECT count(*) FROM t"); }

    backend& db_ = open_file();
};

TEST_F(EmbeddedSession, Transaction_LastsOverItsCalls)
{
    auto s = db_.open_session(true);
    EXPECT_TRUE(ran(*s, "BEGIN IMMEDIATE"));
    EXPECT_TRUE(ran(*s, "INSERT INTO t VALUES(1)"));
    EXPECT_FALSE(ran(*s, "SELECT nope"));
    EXPECT_TRUE(ran(*s, "INSERT INTO t VALUES(2)")) << "an error of a statement is no error of the session";
    EXPECT_TRUE(ran(*s, "COMMIT", true));
    EXPECT_EQ(stored(), 2);
}

TEST_F(EmbeddedSession, Destroyed_RollsBack)
{
    auto s = db_.open_session(true);
    EXPECT_TRUE(ran(*s, "BEGIN"));
    EXPECT_TRUE(ran(*s, "INSERT INTO t VALUES(1)"));
    s.reset();
    EXPECT_EQ(stored(), 0);
}

TEST_F(EmbeddedSession, LastCall_RollsBackWhatItLeavesOpen)
{
    auto s = db_.open_session(true);
    EXPECT_TRUE(ran(*s, "BEGIN"));
    EXPECT_TRUE(ran(*s, "INSERT INTO t VALUES(1)", true));
    EXPECT_EQ(stored(), 0);
    const auto w = work_of(sql("SELECT 1"));
    const auto told = run(s->run(w, false));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::stream_lost);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
}

TEST_F(EmbeddedSession, FailedScript_LosesTheSession)
{
    auto s = db_.open_session(true);
    EXPECT_TRUE(ran(*s, "BEGIN"));
    const work w{script{"INSERT INTO t VALUES(1); SELECT nope"}, no_deadline()};
    EXPECT_FALSE(run(s->run(w, false)));
    EXPECT_FALSE(ran(*s, "COMMIT"));
    EXPECT_EQ(stored(), 0);
}

TEST_F(EmbeddedSession, NeverUsed_HoldsNothing)
{
    const auto unused = db_.open_session(true);
    EXPECT_EQ(query(db_, "INSERT INTO t VALUES(1)").facts().affected_rows, 1U);
}

TEST_F(EmbeddedSession, Writers_WaitInTheirOrder)
{
    auto s = db_.open_session(true);
    EXPECT_TRUE(ran(*s, "BEGIN"));
    const auto first = work_of(sql("INSERT INTO t VALUES((SELECT count(*) FROM t))"));
    auto one = start(db_.run(first));
    auto two = start(db_.run(first));
    EXPECT_TRUE(ran(*s, "INSERT INTO t VALUES(-1)"));
    EXPECT_FALSE(one->told);
    EXPECT_FALSE(two->told);
    EXPECT_TRUE(ran(*s, "COMMIT", true));
    EXPECT_TRUE(finish(*two));
    EXPECT_TRUE(one->told) << "it came first";
    EXPECT_EQ(query(db_, "SELECT group_concat(x) FROM t").at(0, 0).as_text(), "-1,1,2");
}

TEST_F(EmbeddedSession, Readers_DoNotWaitForTheWriter)
{
    auto writing = db_.open_session(true);
    EXPECT_TRUE(ran(*writing, "BEGIN IMMEDIATE"));
    EXPECT_TRUE(ran(*writing, "INSERT INTO t VALUES(1)"));
    auto reading = db_.open_session(false);
    EXPECT_TRUE(ran(*reading, "BEGIN"));
    auto w = work_of(sql("SELECT count(*) FROM t"));
    w.reads_only = true;
    const auto seen = [&](result<answer> told)
    { return std::get<rows>(std::get<program_result>(told.value().what)[0]).at(0, 0).as_integer(); };
    EXPECT_EQ(seen(run(reading->run(w, false))), 0);
    EXPECT_EQ(seen(run(db_, w)), 0);
    EXPECT_TRUE(ran(*writing, "COMMIT", true));
    EXPECT_EQ(seen(run(db_, w)), 1);
    EXPECT_EQ(seen(run(reading->run(w, true))), 0) << "a transaction reads what was when it began";
}

TEST_F(EmbeddedSession, DeadlineInTheQueue_IsToldAtOnceAndNothingRuns)
{
    auto s = db_.open_session(true);
    EXPECT_TRUE(ran(*s, "BEGIN"));
    auto w = work_of(sql("INSERT INTO t VALUES(1)"));
    w.deadline = std::chrono::steady_clock::now() + 10ms;
    const auto told = run(db_, w);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::timed_out);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
    EXPECT_TRUE(ran(*s, "ROLLBACK", true));
    EXPECT_EQ(stored(), 0);
}

TEST_F(EmbeddedSession, CancelledInTheQueue_LeavesTheOthersInIt)
{
    auto s = db_.open_session(true);
    EXPECT_TRUE(ran(*s, "BEGIN"));
    const auto w = work_of(sql("INSERT INTO t VALUES(1)"));
    auto one = start(db_.run(w));
    auto two = start(db_.run(w));
    EXPECT_TRUE(ran(*s, "SELECT 1")); // both wait by now
    asio::post(strand_, [&] { one->stop.emit(asio::cancellation_type::terminal); });
    const auto told = finish(*one);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::cancelled);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
    EXPECT_FALSE(two->told);
    EXPECT_TRUE(ran(*s, "COMMIT", true));
    EXPECT_TRUE(finish(*two));
    EXPECT_EQ(stored(), 1);
}

TEST_F(EmbeddedSession, SessionCancelledInTheQueue_IsLost)
{
    auto s = db_.open_session(true);
    EXPECT_TRUE(ran(*s, "BEGIN"));
    auto waiting = db_.open_session(true);
    const auto w = work_of(sql("BEGIN"));
    auto call = start(waiting->run(w, false));
    EXPECT_TRUE(ran(*s, "SELECT 1"));
    asio::post(strand_, [&] { call->stop.emit(asio::cancellation_type::terminal); });
    EXPECT_EQ(finish(*call).error().code, errc::cancelled);
    EXPECT_EQ(run(waiting->run(w, false)).error().code, errc::stream_lost);
}

} // namespace
