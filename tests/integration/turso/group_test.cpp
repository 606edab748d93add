#include "database_test.hpp"

#include <ws/turso/statement_group.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace ws::turso
{
namespace
{

/// Counts requests of whole programs: one a group.
struct program_counter final : metrics_sink
{
    std::size_t programs = 0;
    void on_call(const call_report& report) override
    {
        programs += report.kind == call_kind::program ? 1 : 0;
    }
};

class StatementGroup : public every_database_test
{
protected:
    StatementGroup()
    {
        options o = usual_options();
        o.metrics = &requests_;
        reopen(o);
        done("CREATE TABLE t (n INTEGER PRIMARY KEY, what)");
    }

    using group = group_executor<statement, rows>;

    group make_group(group_options limits = {}) { return group(db(), make_statement_group(), limits); }

    static statement insert(std::int64_t n) { return sql("INSERT INTO t VALUES (?, 'x')", n); }

    std::future<result<rows>> submit(group& g, statement s)
    {
        return g.submit(std::move(s), {}, boost::asio::use_future);
    }

    program_counter requests_;
};
INSTANTIATE_TEST_SUITE_P(Databases, StatementGroup, every_database(), name_of);

TEST_P(StatementGroup, ManyCallers_ShareFewTransactions)
{
    auto g = make_group();
    std::vector<std::future<result<rows>>> all;
    for (int n = 0; n < 500; ++n)
        all.push_back(submit(g, insert(n)));
    for (auto& one : all)
    {
        const auto told = finish(one);
        ASSERT_TRUE(told.has_value()) << describe(told.error());
        EXPECT_EQ(told->facts().affected_rows, 1u);
    }
    EXPECT_EQ(number("SELECT count(*) FROM t"), 500);
    // The first alone, then full groups of 256.
    EXPECT_LE(requests_.programs, 5u);
}

TEST_P(StatementGroup, FailingStatement_FailsItsCallerAlone)
{
    done(insert(7));
    auto g = make_group();
    std::vector<std::future<result<rows>>> all;
    for (int n = 0; n < 20; ++n)
        all.push_back(submit(g, insert(n)));
    for (int n = 0; n < 20; ++n)
    {
        const auto told = finish(all[static_cast<std::size_t>(n)]);
        if (n != 7)
        {
            EXPECT_TRUE(told.has_value()) << n;
            continue;
        }
        ASSERT_FALSE(told.has_value());
        EXPECT_TRUE(told.error().code == condition::unique_violation) << describe(told.error());
    }
    EXPECT_EQ(number("SELECT count(*) FROM t"), 20);
}

TEST_P(StatementGroup, StatementThatEndsTheTransaction_SpoilsNobodyElse)
{
    done(insert(7));
    auto g = make_group();
    std::vector<std::future<result<rows>>> all;
    for (int n = 0; n < 20; ++n)
    {
        auto s = insert(n);
        if (n == 7)
            s.sql = "INSERT OR ROLLBACK INTO t VALUES (?, 'x')";
        all.push_back(submit(g, std::move(s)));
    }
    for (int n = 0; n < 20; ++n)
    {
        const auto told = finish(all[static_cast<std::size_t>(n)]);
        if (kind().guards || n == 0) // the first travels alone
        {
            EXPECT_EQ(told.has_value(), n != 7) << n;
            continue;
        }
        ASSERT_FALSE(told.has_value());
        EXPECT_EQ(told.error().what_happened, outcome::unknown) << "a part of the group may be stored";
    }
    if (kind().guards)
    {
        EXPECT_EQ(number("SELECT count(*) FROM t"), 20);
    }
}

TEST_P(StatementGroup, MoreBytesThanAGroupTakes_TravelInSeveral)
{
    group_options limits;
    limits.max_bytes = 10'000;
    auto g = make_group(limits);
    std::vector<std::future<result<rows>>> all;
    for (int n = 0; n < 10; ++n)
        all.push_back(submit(g, sql("INSERT INTO t VALUES (?, ?)", n, std::string(4'000, 'x'))));
    for (auto& one : all)
        EXPECT_TRUE(finish(one).has_value());
    EXPECT_GE(requests_.programs, 5u);
    const auto refused = finish(g.submit(sql("INSERT INTO t VALUES (99, ?)", std::string(10'001, 'x'))));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, errc::bad_argument);
    EXPECT_EQ(number("SELECT count(*) FROM t"), 10);
}

TEST_P(StatementGroup, CancelledWhileItWaits_IsTakenOut)
{
    auto g = make_group();
    auto first = submit(g, insert(1));
    boost::asio::cancellation_signal stop;
    std::optional<result<rows>> told;
    g.submit(
        insert(2), {},
        boost::asio::bind_cancellation_slot(stop.slot(), [&](result<rows> r) { told = std::move(r); }));
    auto third = submit(g, insert(3));
    // Group one holds only the first, which is under way now; the second waits.
    io().restart();
    for (int i = 0; i < 3; ++i)
        io().run_one();
    stop.emit(boost::asio::cancellation_type::total);
    EXPECT_TRUE(finish(first).has_value());
    EXPECT_TRUE(finish(third).has_value());
    ASSERT_TRUE(told.has_value());
    const auto kept = number("SELECT count(*) FROM t WHERE n = 2");
    if (told->has_value())
    {
        EXPECT_EQ(kept, 1);
    }
    else if (told->error().what_happened == outcome::not_executed)
    {
        EXPECT_EQ(kept, 0);
    }
    EXPECT_EQ(number("SELECT count(*) FROM t WHERE n <> 2"), 2);
}

TEST_P(StatementGroup, FullQueue_RefusesAtOnce)
{
    group_options limits;
    limits.max_queue = 2;
    auto g = make_group(limits);
    std::vector<std::future<result<rows>>> all;
    for (int n = 0; n < 10; ++n)
        all.push_back(submit(g, insert(n)));
    std::int64_t stored = 0;
    for (auto& one : all)
    {
        const auto told = finish(one);
        stored += told.has_value() ? 1 : 0;
        if (!told)
        {
            EXPECT_EQ(told.error().code, errc::queue_full);
        }
    }
    EXPECT_LT(stored, 10);
    EXPECT_EQ(number("SELECT count(*) FROM t"), stored);
}

TEST_P(StatementGroup, DestroyedExecutor_TellsEveryCaller)
{
    std::vector<std::future<result<rows>>> all;
    {
        auto g = make_group();
        for (int n = 0; n < 10; ++n)
            all.push_back(submit(g, insert(n)));
    }
    std::int64_t stored = 0;
    for (auto& one : all)
    {
        const auto told = finish(one);
        stored += told.has_value() ? 1 : 0;
        if (!told)
        {
            EXPECT_EQ(told.error().code, errc::shut_down);
        }
    }
    EXPECT_EQ(number("SELECT count(*) FROM t"), stored);
}

} // namespace
} // namespace ws::turso
