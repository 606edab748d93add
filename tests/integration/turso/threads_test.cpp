#include "support/sqld_server.hpp"
#include "support/temporary_folder.hpp"

#include <ws/turso/client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <vector>

/// One client, called from several threads and run by several others.
namespace ws::turso
{
namespace
{

class Threads : public testing::TestWithParam<const char*>
{
protected:
    Threads()
    {
        options how;
        how.deadline = how.connect_timeout = std::chrono::seconds(60);
        how.url = "file:" + (folder_.path() / "test.db").string();
        if (std::string_view(GetParam()) == "sqld")
        {
            server_.emplace();
            how.url = server_->url();
        }
        db_ = client::open(io_.get_executor(), how).value();
        for (int i = 0; i < 3; ++i)
            runners_.emplace_back([this] { io_.run(); });
        db_->execute(sql("CREATE TABLE t (who, n)"), {}, boost::asio::use_future).get().value();
    }

    ~Threads() override
    {
        db_.reset();
        guard_.reset();
        for (auto& runner : runners_)
            runner.join();
    }

    test::temporary_folder folder_;
    std::optional<test::sqld_server> server_;
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io_.get_executor()};
    std::vector<std::thread> runners_;
    std::optional<client> db_;
};
INSTANTIATE_TEST_SUITE_P(
    Databases, Threads, testing::Values("file", "sqld"),
    [](const auto& kind) { return std::string(kind.param); });

/// Calls, batches and transactions of one thread.
void work_of_one_caller(client db, int who)
{
    constexpr auto& use = boost::asio::use_future;
    for (int i = 0; i < 10; ++i)
    {
        EXPECT_TRUE(db.execute(sql("INSERT INTO t VALUES (?, ?)", who, i), {}, use).get().has_value());
        const auto read = db.query_one<int>(sql("SELECT ?", who * 100 + i), {}, use).get();
        EXPECT_EQ(read ? *read : -1, who * 100 + i);
        std::vector<statement> two{sql("SELECT 1"), sql("SELECT foobar")};
        EXPECT_FALSE(db.batch(tx_mode::write, std::move(two), {}, use).get().has_value());
        auto tx = db.begin({}, {}, use).get();
        ASSERT_TRUE(tx.has_value()) << describe(tx.error());
        EXPECT_TRUE(tx->execute(sql("INSERT INTO t VALUES (?, 'tx')", who), {}, use).get().has_value());
        // One in three is left to its destructor.
        if (i % 3 == 1)
        {
            EXPECT_TRUE(tx->commit({}, use).get().has_value());
        }
        else if (i % 3 == 2)
        {
            EXPECT_TRUE(tx->rollback({}, use).get().has_value());
        }
        (void)db.stats();
    }
}

TEST_P(Threads, CallersInFourThreads_EachGetTheirOwnAnswers)
{
    std::vector<std::thread> callers;
    for (int who = 0; who < 4; ++who)
        callers.emplace_back(work_of_one_caller, *db_, who);
    for (auto& caller : callers)
        caller.join();
    const auto count = [&](std::string_view text)
    { return db_->query_one<int>(sql(text), {}, boost::asio::use_future).get().value(); };
    EXPECT_EQ(count("SELECT count(*) FROM t WHERE n <> 'tx'"), 40);
    EXPECT_EQ(count("SELECT count(*) FROM t WHERE n = 'tx'"), 12);
}

TEST_P(Threads, ShutdownUnderLoad_AnswersEveryCall)
{
    std::vector<std::future<result<rows>>> all;
    for (int i = 0; i < 200; ++i)
        all.push_back(db_->execute(sql("INSERT INTO t VALUES (?, 0)", i), {}, boost::asio::use_future));
    EXPECT_TRUE(db_->shutdown(std::chrono::milliseconds(0), boost::asio::use_future).get().has_value());
    for (auto& one : all)
    {
        const auto told = one.get();
        EXPECT_TRUE(told || told.error().code == errc::shut_down) << describe(told.error());
    }
}

} // namespace
} // namespace ws::turso
