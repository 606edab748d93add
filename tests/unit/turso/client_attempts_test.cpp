#include "unit/turso/fake_backend.hpp"

#include <gtest/gtest.h>

namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

options quick()
{
    options o;
    o.repeats.first_pause = 0ms;
    return o;
}

error broken(errc code, outcome what_happened)
{
    error e;
    e.code = code;
    e.what_happened = what_happened;
    return e;
}

/// Fails the first `times` requests with `why`.
void fail_first(fake_client& c, int times, error why)
{
    c.db.reply = [&c, times, why](const fake_database::request& r) -> result<answer>
    {
        if (static_cast<int>(c.db.seen.size()) <= times)
            return why;
        return fake_database::all_succeed(r.what);
    };
}

TEST(ClientAttempts, WriteThatProvablyDidNotRun_IsSentAgain)
{
    fake_client c(quick());
    fail_first(c, 2, broken(errc::connection_failed, outcome::not_executed));
    EXPECT_TRUE(c.run(c.core->execute(sql("INSERT INTO t VALUES (1)"), {})));
    EXPECT_EQ(c.db.seen.size(), 3u);
    EXPECT_EQ(c.core->stats().repeats, 2u);
}

TEST(ClientAttempts, WriteWhoseAnswerWasLost_IsNotSentAgain)
{
    fake_client c(quick());
    fail_first(c, 1, broken(errc::connection_failed, outcome::unknown));
    const auto told = c.run(c.core->execute(sql("INSERT INTO t VALUES (1)"), {}));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().what_happened, outcome::unknown);
    EXPECT_EQ(told.error().attempts, 1u);
    EXPECT_EQ(c.db.seen.size(), 1u);
    EXPECT_EQ(c.core->stats().outcomes_unknown, 1u);
}

TEST(ClientAttempts, ReadOrPromisedRepeatable_IsSentAgainWhenItsAnswerWasLost)
{
    statement promised = sql("INSERT OR IGNORE INTO t VALUES (1)");
    promised.idempotent = true;
    for (const auto& s : {sql("SELECT 1"), promised})
    {
        fake_client c(quick());
        fail_first(c, 1, broken(errc::truncated, outcome::unknown));
        EXPECT_TRUE(c.run(c.core->execute(s, {}))) << s.sql;
        EXPECT_EQ(c.db.seen.size(), 2u);
    }
}

TEST(ClientAttempts, LastAttemptThatDidNotRun_ProvesNothingOfTheEarlierOne)
{
    statement promised = sql("INSERT OR IGNORE INTO t VALUES (1)");
    promised.idempotent = true;
    fake_client c(quick());
    c.db.reply = [&](const fake_database::request&) -> result<answer>
    {
        if (c.db.seen.size() == 1)
            return broken(errc::truncated, outcome::unknown);
        return broken(errc::connection_failed, outcome::not_executed);
    };
    const auto told = c.run(c.core->execute(promised, {}));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::connection_failed);
    EXPECT_EQ(told.error().what_happened, outcome::unknown);
    EXPECT_EQ(told.error().attempts, 3u);
}

TEST(ClientAttempts, ErrorThatWillNotPass_IsNotRepeated)
{
    for (const errc code : {errc::unauthorized, errc::protocol, errc::bad_argument, errc::response_too_large})
    {
        fake_client c(quick());
        fail_first(c, 1, broken(code, outcome::not_executed));
        const auto told = c.run(c.core->execute(sql("SELECT 1"), {}));
        ASSERT_FALSE(told);
        EXPECT_EQ(told.error().code, code);
        EXPECT_EQ(c.db.seen.size(), 1u);
    }
}

TEST(ClientAttempts, StatusThatBlamesTheRequest_IsNotRepeated)
{
    for (const auto& [status, requests] :
         {std::pair{400u, 1u}, {404u, 1u}, {413u, 1u}, {307u, 1u}, {408u, 2u}, {500u, 2u}, {503u, 2u}})
    {
        fake_client c(quick());
        auto why = broken(errc::server_error, outcome::not_executed);
        why.http_status = status;
        fail_first(c, 1, why);
        EXPECT_EQ(c.run(c.core->execute(sql("SELECT 1"), {})).has_value(), requests == 2) << status;
        EXPECT_EQ(c.db.seen.size(), requests) << status;
    }
}

TEST(ClientAttempts, ServerThatStaysAway_IsAskedThreeTimes)
{
    fake_client c(quick());
    fail_first(c, 100, broken(errc::rate_limited, outcome::not_executed));
    const auto told = c.run(c.core->execute(sql("SELECT 1"), {}));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::rate_limited);
    EXPECT_EQ(told.error().attempts, 3u);
}

TEST(ClientAttempts, RepeatsBeyondTheirBudget_Stop)
{
    fake_client c(quick());
    fail_first(c, 1'000, broken(errc::connection_failed, outcome::not_executed));
    for (int i = 0; i < 40; ++i)
        EXPECT_FALSE(c.run(c.core->execute(sql("SELECT 1"), {})));
    // 40 calls, the 10 repeats that a quiet client has saved, and a tenth of all requests.
    EXPECT_GE(c.db.seen.size(), 40u + 10);
    EXPECT_LE(c.db.seen.size(), 40u + 10 + 6);
}

TEST(ClientAttempts, WaitThatTheServerAsksFor_IsNotBegunBeyondTheDeadline)
{
    fake_client c(quick());
    error later = broken(errc::rate_limited, outcome::not_executed);
    later.retry_after = 3'600s;
    fail_first(c, 1, later);
    EXPECT_FALSE(c.run(c.core->execute(sql("SELECT 1"), {})));
    EXPECT_EQ(c.db.seen.size(), 1u);
}

TEST(ClientAttempts, LockedBeforeAnythingRan_IsTriedAgain)
{
    fake_client c(quick());
    c.db.reply = [&](const fake_database::request& r) -> result<answer>
    {
        if (c.db.seen.size() == 1)
            return fake_database::steps("b");
        return fake_database::all_succeed(r.what);
    };
    EXPECT_TRUE(c.run(c.core->execute(sql("INSERT INTO t VALUES (1)"), {})));
    EXPECT_EQ(c.db.seen.size(), 2u);
}

TEST(ClientAttempts, LockedForGood_TellsTheServersError)
{
    fake_client c(quick());
    c.db.reply = [](const fake_database::request&) -> result<answer> { return fake_database::steps("b"); };
    const auto told = c.run(c.core->execute(sql("INSERT INTO t VALUES (1)"), {}));
    ASSERT_FALSE(told);
    EXPECT_TRUE(told.error().code == condition::busy);
    EXPECT_EQ(c.db.seen.size(), 3u);
}

TEST(ClientAttempts, ArgumentThatCannotBeBound_SendsNothing)
{
    fake_client c;
    const auto told = c.run(c.core->execute(sql("SELECT ?", std::numeric_limits<double>::infinity()), {}));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::bad_argument);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
    EXPECT_TRUE(c.db.seen.empty());
}

TEST(ClientAttempts, AfterShutdown_RefusesCalls)
{
    fake_client c;
    EXPECT_TRUE(c.run(c.core->shutdown(0ms)));
    EXPECT_TRUE(c.db.stopped);
    const auto told = c.run(c.core->execute(sql("SELECT 1"), {}));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, errc::shut_down);
    EXPECT_TRUE(c.db.seen.empty());
}

struct recorded_calls final : metrics_sink
{
    std::vector<call_report> all;
    void on_call(const call_report& report) override { all.push_back(report); }
};

TEST(ClientAttempts, Metrics_AreToldOfEachCall)
{
    recorded_calls sink;
    options o = quick();
    o.metrics = &sink;
    fake_client c(o);
    fail_first(c, 1, broken(errc::connection_failed, outcome::not_executed));
    EXPECT_TRUE(c.run(c.core->execute(sql("SELECT 1"), {})));
    ASSERT_EQ(sink.all.size(), 1u);
    EXPECT_EQ(sink.all[0].kind, call_kind::execute);
    EXPECT_FALSE(sink.all[0].code);
    EXPECT_EQ(sink.all[0].attempts, 2u);
}

} // namespace
} // namespace ws::turso
