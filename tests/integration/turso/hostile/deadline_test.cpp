#include "fixture.hpp"
#include "support/dead_ports.hpp"

/// The deadline passes, wherever the call is then.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;
using namespace test;

call_options short_one() { return call_options(150ms); }

class HostileDeadline : public hostile_test
{
protected:
    /// A write, and the same as a read: nothing can have come of that.
    void expect_timeout(outcome of_a_write)
    {
        const auto why = failing(a_write(), short_one());
        EXPECT_EQ(why.code, errc::timed_out) << describe(why);
        EXPECT_EQ(why.what_happened, of_a_write) << describe(why);
        EXPECT_FALSE(why.message.empty());
        const auto of_a_read = failing(a_read(), short_one());
        EXPECT_EQ(of_a_read.code, errc::timed_out) << describe(of_a_read);
        EXPECT_EQ(of_a_read.what_happened, outcome::not_executed);
        EXPECT_EQ(db().stats().under_way, 0u);
    }
    void behave_again()
    {
        answer_by([](const seen_request& r) { return good_answer(r); });
        expect_usable();
    }
};

TEST_F(HostileDeadline, WaitingForItsTurn_NothingWasSent)
{
    auto how = usual_options();
    how.max_streams = how.max_transactions = 1;
    reopen(how);
    {
        auto inside = begun();
        const auto why = failing(a_write(), short_one());
        EXPECT_EQ(why.code, errc::timed_out) << describe(why);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
        EXPECT_EQ(why.attempts, 0u);
        EXPECT_EQ(server().request_count(), 1u);
    }
    ASSERT_TRUE(run_until([&] { return db().stats().under_way == 0; }));
    expect_usable();
}

TEST_F(HostileDeadline, WaitingForAConnection_NothingWasSent)
{
    auto how = usual_options();
    how.max_connections = 1;
    reopen(how);
    next({steps::wait_at_gate{}, steps::send{answer_text(500, "")}});
    auto first = db().execute(a_write(), {}, boost::asio::use_future);
    ASSERT_TRUE(run_until([&] { return server().request_count() == 1; }));
    const auto why = failing(a_write(), short_one());
    EXPECT_EQ(why.code, errc::timed_out) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    server().open_gate();
    EXPECT_EQ(finish(first).error().http_status, 500u);
    EXPECT_EQ(server().request_count(), 1u);
    expect_usable_after(why);
}

TEST_F(HostileDeadline, Connecting_NothingWasSent)
{
    const full_listener gone;
    auto how = usual_options();
    how.url = "http://127.0.0.1:" + std::to_string(gone.port());
    reopen(how);
    expect_timeout(outcome::not_executed);
}

TEST_F(HostileDeadline, Sending_IsUnknown)
{
    scripted_server::options deaf;
    deaf.on_accept = [](std::size_t) { return reaction{steps::read{100}, steps::stay_silent{}}; };
    scripted_server other([](const seen_request&) { return reaction{}; }, deaf);
    auto how = usual_options();
    how.url = other.url("");
    auto unheard = open(how);
    const auto long_one = sql("INSERT INTO t VALUES (?)", std::string(16 * 1024 * 1024, 'x'));
    const auto why = finish(unheard.execute(long_one, call_options(1s))).error();
    EXPECT_EQ(why.code, errc::timed_out) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::unknown);
    expect_usable_after(why);
}

TEST_F(HostileDeadline, WaitingForTheAnswer_IsUnknown)
{
    answer_by([](const seen_request&) { return reaction{steps::stay_silent{}}; });
    expect_timeout(outcome::unknown);
    EXPECT_EQ(server().request_count(), 2u);
    behave_again();
}

TEST_F(HostileDeadline, ReadingTheAnswer_IsUnknown)
{
    answer_by(
        [](const seen_request&) {
            return reaction{steps::drip{answer_text(200, "{" + std::string(100'000, ' ')), 1ms}};
        });
    expect_timeout(outcome::unknown);
    behave_again();
}

TEST_F(HostileDeadline, ReadingAnErrorsBody_IsATimeoutToo)
{
    answer_by(
        [](const seen_request&)
        {
            return reaction{
                steps::send{"HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nsorry"}, steps::stay_silent{}};
        });
    expect_timeout(outcome::unknown);
    behave_again();
}

TEST_F(HostileDeadline, AmongAttempts_EndsThem)
{
    answer_by([](const seen_request&) { return answer(429, "slow down"); });
    auto how = usual_options();
    how.repeats.max_repeats = 1'000'000;
    how.repeats.budget = 1;
    reopen(how);
    const auto why = failing(a_write(), short_one());
    // It may have passed in a pause, or while the next attempt was under way.
    const bool in_a_pause = why.code == errc::rate_limited && why.what_happened == outcome::not_executed;
    EXPECT_TRUE(in_a_pause || why.code == errc::timed_out) << describe(why);
    EXPECT_GT(why.attempts, 1u);
    behave_again();
}

TEST_F(HostileDeadline, InATransaction_LosesIt)
{
    auto tx = begun();
    next({steps::stay_silent{}});
    const auto why = finish(tx.execute(a_write(), short_one())).error();
    EXPECT_EQ(why.code, errc::timed_out) << describe(why);
    EXPECT_EQ(tx.state(), tx_state::lost);
    expect_usable_after(why);
}

TEST_F(HostileDeadline, OfACommit_IsUnknown)
{
    auto tx = begun();
    next({steps::stay_silent{}});
    const auto why = finish(tx.commit(short_one())).error();
    EXPECT_EQ(why.code, errc::commit_outcome_unknown) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::unknown);
    expect_usable_after(why);
}

} // namespace
} // namespace ws::turso
