#include "database_test.hpp"

#include <boost/asio/steady_timer.hpp>

/// What is left behind at a server, and what a server forgets.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

class Streams : public every_database_test
{
protected:
    /// A server has 128 streams. All of them can still be opened: none was left open.
    void expect_no_stream_left_open()
    {
        // What the client ends in the background has been sent before these.
        for (int i = 0; i < 30; ++i)
            EXPECT_EQ(number("SELECT 1"), 1);
        close();
        options how = usual_options();
        how.max_streams = how.max_transactions = 128;
        how.repeats.max_repeats = 0;
        auto probe = open(how);
        tx_options reading;
        reading.mode = tx_mode::read;
        std::vector<transaction> all;
        for (int i = 0; i < 128; ++i)
            all.push_back(finish(probe.begin(reading)).value());
        std::vector<std::future<result<rows>>> answers;
        for (auto& tx : all)
            answers.push_back(tx.execute(sql("SELECT 1"), {}, boost::asio::use_future));
        for (auto& answer : answers)
        {
            const auto got = finish(answer);
            ASSERT_TRUE(got.has_value()) << describe(got.error());
        }
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, Streams, every_server(), name_of);

TEST_P(Streams, AThousandCallsOfEveryKind_LeaveNoneOpen)
{
    done("CREATE TABLE t (a UNIQUE)");
    for (int i = 0; i < 100; ++i)
    {
        done(sql("INSERT INTO t VALUES (?)", i));
        failing(sql("INSERT INTO t VALUES (?)", i));
        failing("SELEC");
        std::vector<statement> good{sql("SELECT 1"), sql("SELECT 2")};
        EXPECT_TRUE(finish(db().batch(tx_mode::write, std::move(good))).has_value());
        std::vector<statement> bad{sql("SELECT 1"), sql("SELECT foobar")};
        EXPECT_FALSE(finish(db().batch(tx_mode::write, std::move(bad))).has_value());
        EXPECT_TRUE(finish(db().run_script("BEGIN; INSERT INTO t VALUES ('left open')")).has_value());
        EXPECT_TRUE(finish(db().describe("SELECT 1")).has_value());
        program open_ended;
        open_ended.add(sql("BEGIN"));
        EXPECT_TRUE(finish(db().run(open_ended)).has_value());
        for (const bool commits : {true, false})
        {
            auto tx = finish(db().begin()).value();
            finish(tx.execute(sql("SELECT 1"))).value();
            EXPECT_TRUE(finish(commits ? tx.commit() : tx.rollback()).has_value());
        }
    }
    EXPECT_EQ(number("SELECT count(*) FROM t"), 100);
    expect_no_stream_left_open();
}

TEST_P(Streams, AbandonedTransactions_LeaveNoneOpen)
{
    for (int i = 0; i < 150; ++i)
    {
        auto tx = finish(db().begin()).value();
        if (i % 3 == 0)
            finish(tx.execute(sql("SELECT 1"))).value();
        if (i % 3 == 1) // abandoned while its first call is under way
            tx.execute(sql("SELECT 1"), {}, [](const result<rows>&) {});
    }
    expect_no_stream_left_open();
}

TEST_P(Streams, BatchesThatEndThemselves_LeaveNoneOpen)
{
    done("CREATE TABLE t (a UNIQUE)");
    done("INSERT INTO t VALUES (1)");
    for (int i = 0; i < 130; ++i)
    {
        auto tx = finish(db().begin()).value();
        (void)finish(tx.execute(sql("INSERT OR ROLLBACK INTO t VALUES (1)")));
        (void)finish(tx.commit());
    }
    expect_no_stream_left_open();
}

TEST_P(Streams, MoreThanTheServerHas_AreWaitedFor)
{
    options greedy = usual_options();
    greedy.max_streams = greedy.max_transactions = 128;
    auto holder = open(greedy);
    std::vector<transaction> all;
    tx_options reading;
    reading.mode = tx_mode::read;
    for (int i = 0; i < 128; ++i)
    {
        all.push_back(finish(holder.begin(reading)).value());
        finish(all.back().execute(sql("SELECT 1"))).value();
    }
    options patient = usual_options();
    patient.repeats.max_repeats = 1'000;
    patient.repeats.budget = 1;
    reopen(patient);
    auto waiting = db().execute(sql("SELECT 'at last'"), {}, boost::asio::use_future);
    boost::asio::steady_timer timer(io(), 1'500ms);
    timer.async_wait([&](const boost::system::error_code&) { all.clear(); });
    const auto got = finish(waiting);
    ASSERT_TRUE(got.has_value()) << describe(got.error());
    EXPECT_EQ(to_text(*got), "at last");
}

class RestartedServer : public Streams
{
protected:
    RestartedServer() { done("CREATE TABLE t (a)"); }
};
INSTANTIATE_TEST_SUITE_P(Databases, RestartedServer, every_server(), name_of);

TEST_P(RestartedServer, TransactionOverIt_IsLostAndTheNextCallWorks)
{
    auto tx = finish(db().begin()).value();
    finish(tx.execute(sql("INSERT INTO t VALUES ('before')"))).value();
    server().restart();
    const auto why = finish(tx.execute(sql("INSERT INTO t VALUES ('after')"))).error();
    EXPECT_TRUE(
        why.code == errc::tx_lost || why.code == errc::stream_lost || why.code == errc::connection_failed)
        << describe(why);
    EXPECT_EQ(tx.state(), tx_state::lost);
    EXPECT_EQ(finish(tx.execute(sql("INSERT INTO t VALUES ('later')"))).error().code, errc::tx_lost);
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    done("INSERT INTO t VALUES ('next')");
    EXPECT_EQ(listed("SELECT a FROM t"), "next");
}

TEST_P(RestartedServer, CommitOverIt_IsNotTakenForASuccess)
{
    auto tx = finish(db().begin()).value();
    finish(tx.execute(sql("INSERT INTO t VALUES ('before')"))).value();
    server().restart();
    const auto why = finish(tx.commit()).error();
    EXPECT_NE(why.what_happened, outcome::executed) << describe(why);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(RestartedServer, CallsBetweenTransactions_DoNotNotice)
{
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_EQ(number("SELECT count(*) FROM t"), i);
        server().restart();
        EXPECT_EQ(number("SELECT count(*) FROM t"), i);
        done(sql("INSERT INTO t VALUES (?)", i));
    }
}

TEST_P(RestartedServer, WhileItIsAway_CallsFailAsNotExecuted)
{
    server().kill9();
    const auto why = failing("INSERT INTO t VALUES (1)");
    EXPECT_EQ(why.code, errc::connection_failed);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_GT(why.attempts, 1u) << "nothing ran, so it may be tried again";
    server().restart();
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

class ExpiredStream : public database_test
{
protected:
    ExpiredStream() : database_test(on_sqld) {}
};

/// sqld forgets a stream after ten idle seconds.
TEST_F(ExpiredStream, ItsTransaction_IsLostAndTheNextCallWorks)
{
    done("CREATE TABLE t (a)");
    tx_options patient;
    patient.max_age = 60s;
    auto tx = finish(db().begin(patient)).value();
    finish(tx.execute(sql("INSERT INTO t VALUES ('before')"))).value();
    boost::asio::steady_timer idle(io(), 12s);
    finish(idle.async_wait(boost::asio::deferred));
    const auto why = finish(tx.execute(sql("INSERT INTO t VALUES ('after')"))).error();
    EXPECT_TRUE(why.code == errc::tx_lost || why.code == errc::stream_lost) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
    done("INSERT INTO t VALUES ('next')");
}

} // namespace
} // namespace ws::turso
