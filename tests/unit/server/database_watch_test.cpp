#include "server/database_watch.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"
#include "unit/server/fake_database.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;
using test::database_trouble;
using turso::errc;

class DatabaseWatch : public testing::Test
{
protected:
    ~DatabaseWatch() override { test::run(io_, watch_.stop()); }

    turso::result<> start() { return test::run(io_, watch_.start(5s)); }

    /// Time passes, and what is due then is done.
    void pass(std::chrono::milliseconds time)
    {
        wheel_.advance(wheel_.now() + time);
        io_.restart();
        io_.poll();
    }

    test::log_capture log_;
    net::asio::io_context io_{1};
    net::timer_wheel wheel_{steady_time{} + 1h};
    test::fake_database database_;
    int fits_ = 0;
    database_watch watch_{io_.get_executor(), wheel_, database_, [this] { ++fits_; }};
};

TEST_F(DatabaseWatch, SchemaThatFits_IsSeenOnceAndThenAskedAfter)
{
    EXPECT_EQ(watch_.state(), database_state::unknown);
    EXPECT_TRUE(start());
    EXPECT_EQ(watch_.state(), database_state::ok);
    EXPECT_EQ(fits_, 1);
    EXPECT_EQ(log_.count("database_ready"), 1U);

    pass(database_watch::interval);
    pass(database_watch::interval);
    EXPECT_EQ(database_.asked, 2);
    EXPECT_EQ(database_.schema_looks, 1);
    EXPECT_EQ(fits_, 1);
    EXPECT_EQ(log_.count("database_ready"), 1U) << "nothing has changed";
}

TEST_F(DatabaseWatch, SchemaThatDoesNotFit_IsRefused)
{
    for (const errc code : {errc::migrations_pending, errc::migration_edited, errc::database_newer})
    {
        test::fake_database database;
        database.schema = database_trouble(code);
        database_watch watch(io_.get_executor(), wheel_, database, [this] { ++fits_; });
        const auto started = test::run(io_, watch.start(5s));
        ASSERT_FALSE(started);
        EXPECT_EQ(started.error().code, code);
        EXPECT_EQ(watch.state(), database_state::schema_refused);
        test::run(io_, watch.stop());
    }
    EXPECT_EQ(fits_, 0);
}

TEST_F(DatabaseWatch, RemoteThatDoesNotAnswer_IsAskedUntilItDoes)
{
    database_.schema = database_trouble(errc::connection_failed, "nobody there");
    EXPECT_TRUE(start());
    EXPECT_EQ(watch_.state(), database_state::unreachable);
    EXPECT_EQ(fits_, 0);
    EXPECT_EQ(log_.count("nobody there"), 1U);

    pass(database_watch::retry);
    EXPECT_EQ(database_.schema_looks, 2);
    EXPECT_EQ(log_.count("database_unreachable"), 1U) << "it is told when it begins";

    database_.schema = {};
    pass(database_watch::retry);
    EXPECT_EQ(watch_.state(), database_state::ok);
    EXPECT_EQ(fits_, 1);
}

TEST_F(DatabaseWatch, SchemaThatTurnsOutNotToFitLater_KeepsItFromBeingReadyUntilItDoes)
{
    database_.schema = database_trouble(errc::timed_out);
    EXPECT_TRUE(start());
    database_.schema = database_trouble(errc::migrations_pending);
    pass(database_watch::retry);
    EXPECT_EQ(watch_.state(), database_state::schema_refused);
    EXPECT_EQ(fits_, 0);
    database_.schema = {};
    pass(database_watch::retry);
    EXPECT_EQ(fits_, 1);
}

TEST_F(DatabaseWatch, DatabaseOfThisProcessThatFails_IsRefused)
{
    database_.remote = false;
    database_.schema = database_trouble(errc::server_error);
    EXPECT_FALSE(start());
}

TEST_F(DatabaseWatch, OutageAfterItFitted_IsToldWhenItBeginsAndEnds_AndOnceAMinute)
{
    ASSERT_TRUE(start());
    database_.answer = database_trouble(errc::timed_out);
    pass(database_watch::interval);
    EXPECT_EQ(watch_.state(), database_state::unreachable);
    EXPECT_EQ(log_.count("database_unreachable"), 1U);
    for (int i = 0; i < 29; ++i)
        pass(database_watch::retry);
    EXPECT_EQ(log_.count("database_unreachable"), 1U);
    for (int i = 0; i < 2; ++i)
        pass(database_watch::retry);
    EXPECT_EQ(log_.count("database_unreachable"), 2U);

    database_.answer = {};
    pass(database_watch::retry);
    EXPECT_EQ(watch_.state(), database_state::ok);
    EXPECT_EQ(log_.count("database_ready"), 2U);
    EXPECT_EQ(database_.schema_looks, 1) << "its schema was seen";
    EXPECT_EQ(fits_, 1);
}

TEST_F(DatabaseWatch, Stop_AsksNoMoreAndCloses)
{
    ASSERT_TRUE(start());
    test::run(io_, watch_.stop());
    EXPECT_TRUE(database_.closed);
    pass(database_watch::interval * 2);
    EXPECT_EQ(database_.asked, 0);
}

} // namespace
} // namespace ws::server
