#include "fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

/// Transactions that are left, lost or not ours.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;
using namespace test;
using boost::asio::cancellation_type;

class HostileTransactions : public hostile_test
{
protected:
    /// Until `count` requests have come, the last of which closes the stream of `baton` alone.
    void expect_closed(std::size_t count, std::string_view baton)
    {
        ASSERT_TRUE(run_until([&] { return server().request_count() == count; }));
        EXPECT_TRUE(pipelines().back().only_closes());
        EXPECT_EQ(pipelines().back().baton, baton);
    }

    /// Starts the operation; once its request has come, cancels it.
    template <class T, class Op>
    result<T> cancelled_under_way(Op op)
    {
        const auto before = server().request_count();
        boost::asio::cancellation_signal signal;
        std::optional<result<T>> told;
        auto on_end = [&](result<T> r) { told.emplace(std::move(r)); };
        std::move(op)(boost::asio::bind_cancellation_slot(signal.slot(), on_end));
        EXPECT_TRUE(run_until([&] { return server().request_count() == before + 1; }));
        signal.emit(cancellation_type::terminal);
        EXPECT_TRUE(run_until([&] { return told.has_value(); }));
        return std::move(*told);
    }

    /// The answer to the next request comes when the gate opens.
    void hold_back_the_next_answer()
    {
        answer_by(
            [held = false](const seen_request& r) mutable
            {
                auto what = good_answer(r);
                if (!std::exchange(held, true))
                    what.insert(what.begin(), steps::wait_at_gate{});
                return what;
            });
    }
};

TEST_F(HostileTransactions, CancelledCall_ClosesTheStreamWithTheLateBaton)
{
    auto tx = begun();
    hold_back_the_next_answer();
    const auto why = cancelled_under_way<rows>(tx.execute(a_write())).error();
    EXPECT_EQ(why.code, errc::cancelled) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::unknown);
    EXPECT_EQ(tx.state(), tx_state::lost);
    server().open_gate();
    expect_closed(3, "baton-0-1");
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    expect_usable_after(why);
}

TEST_F(HostileTransactions, CancelledFirstCall_ClosesTheStreamWithTheLateBaton)
{
    hold_back_the_next_answer();
    auto tx = finish(db().begin()).value();
    const auto why = cancelled_under_way<rows>(tx.execute(a_write())).error();
    EXPECT_EQ(why.code, errc::cancelled) << describe(why);
    server().open_gate();
    expect_closed(2, "baton-0-0");
    expect_usable_after(why);
}

TEST_F(HostileTransactions, CancelledCommit_IsUnknownAndSentOnce)
{
    auto tx = begun();
    hold_back_the_next_answer();
    const auto why = cancelled_under_way<void>(tx.commit()).error();
    EXPECT_EQ(why.code, errc::commit_outcome_unknown) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::unknown);
    server().open_gate();
    expect_usable_after(why);
    EXPECT_EQ(server().request_count(), 3u);
}

TEST_F(HostileTransactions, Destroyed_ClosesItsStream)
{
    {
        auto tx = begun();
    }
    expect_closed(2, "baton-0-0");
    EXPECT_EQ(db().stats().abandoned_transactions, 1u);
    expect_usable();
}

TEST_F(HostileTransactions, DestroyedUnderWay_ClosesItsStreamWithTheLateBaton)
{
    hold_back_the_next_answer();
    {
        auto tx = finish(db().begin()).value();
        tx.execute(a_write(), {}, [](const result<rows>&) {});
        EXPECT_TRUE(run_until([&] { return server().request_count() == 1; }));
    }
    server().open_gate();
    expect_closed(2, "baton-0-0");
    ASSERT_TRUE(run_until([&] { return db().stats().under_way == 0; }));
    expect_usable();
}

TEST_F(HostileTransactions, DestroyedWithItsClient_ClosesItsStreamNevertheless)
{
    {
        auto tx = begun();
    }
    close();
    expect_closed(2, "baton-0-0");
}

TEST_F(HostileTransactions, DestroyedBeforeShutdown_ClosesItsStreamNevertheless)
{
    {
        auto tx = begun();
    }
    EXPECT_TRUE(finish(db().shutdown(0ms)).has_value());
    EXPECT_EQ(server().request_count(), 2u);
    expect_closed(2, "baton-0-0");
}

TEST_F(HostileTransactions, CloseThatIsNotAnswered_KeepsNobody)
{
    {
        auto tx = begun();
    }
    next({steps::stay_silent{}});
    ASSERT_TRUE(run_until([&] { return server().request_count() == 2; }));
    expect_usable();
}

TEST_F(HostileTransactions, CommitWhoseAnswerIsLost_IsUnknownAndSentOnce)
{
    for (const auto& met_with :
         {reaction{steps::close{}}, reaction{steps::reset{}}, answer(500, ""), answer(502, "<html>"),
          answer(200, "{\"baton\":"), answer(200, "<html>")})
    {
        const auto before = server().request_count();
        auto tx = begun();
        next(met_with);
        const auto why = finish(tx.commit()).error();
        EXPECT_EQ(why.code, errc::commit_outcome_unknown) << describe(why);
        EXPECT_EQ(why.what_happened, outcome::unknown);
        EXPECT_EQ(why.attempts, 1u);
        EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
        EXPECT_EQ(finish(tx.rollback()).has_value(), true);
        EXPECT_EQ(server().request_count(), before + 2);
        expect_usable_after(why);
    }
}

TEST_F(HostileTransactions, CommitThatProvablyDidNotRun_IsNotUnknown)
{
    auto tx = begun();
    next(429, "slow down");
    const auto why = finish(tx.commit()).error();
    EXPECT_EQ(why.what_happened, outcome::not_executed) << describe(why);
    EXPECT_EQ(why.code, errc::rate_limited);
    EXPECT_EQ(tx.state(), tx_state::lost);
    expect_usable_after(why);
}

TEST_F(HostileTransactions, RollbackWhoseAnswerIsLost_IsSentOnce)
{
    auto tx = begun();
    next({steps::close{}});
    EXPECT_FALSE(finish(tx.rollback()).has_value());
    EXPECT_EQ(tx.state(), tx_state::lost);
    EXPECT_EQ(server().request_count(), 2u);
    expect_usable();
}

TEST_F(HostileTransactions, FirstAnswerLost_IsNotAskedForAgain)
{
    auto tx = finish(db().begin()).value();
    next({steps::close{}});
    const auto why = finish(tx.execute(a_read())).error();
    EXPECT_EQ(why.code, errc::connection_failed) << describe(why);
    EXPECT_EQ(tx.state(), tx_state::lost);
    EXPECT_EQ(server().request_count(), 1u);
    expect_usable_after(why);
}

TEST_F(HostileTransactions, FirstStatementOnARefusedToken_IsNotBegunTwice)
{
    auto tx = finish(db().begin()).value();
    next(401, R"({"error":"expired"})");
    const auto why = finish(tx.execute(a_read())).error();
    EXPECT_EQ(why.code, errc::unauthorized) << describe(why);
    expect_usable_after(why);
    EXPECT_EQ(server().request_count(), 2u);
}

} // namespace
} // namespace ws::turso
