#include "fixture.hpp"

/// What is sent again, and what never is.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;
using namespace test;
using testing::HasSubstr;

/// How a server ends without an answer.
struct loss
{
    const char* name;
    reaction met_with;

    friend void PrintTo(const loss& l, std::ostream* out) { *out << l.name; }
};

class LostAnswer : public hostile_test, public testing::WithParamInterface<loss>
{
};

INSTANTIATE_TEST_SUITE_P(
    Ways, LostAnswer,
    testing::Values(
        loss{"closed", {steps::close{}}}, loss{"reset", {steps::reset{}}},
        loss{"half_a_head", {steps::send{"HTTP/1.1 200 OK\r\nContent-Le"}, steps::close{}}},
        loss{"half_a_body", {steps::send{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"}, steps::close{}}},
        loss{
            "reset_in_the_body",
            {steps::send{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"}, steps::reset{}}},
        loss{"bad_gateway", answer(502, "<html><title>Bad Gateway</title></html>")},
        loss{"unavailable", answer(503, "")}, loss{"internal_error", answer(500, "")},
        loss{"gateway_timeout", answer(504, "")}),
    by_name);

TEST_P(LostAnswer, OfAWrite_IsSentOnceAndUnknown)
{
    const auto why = write_met_with(GetParam().met_with);
    EXPECT_EQ(why.what_happened, outcome::unknown) << describe(why);
    EXPECT_EQ(why.attempts, 1u);
    EXPECT_EQ(server().request_count(), 1u);
    EXPECT_EQ(db().stats().outcomes_unknown, 1u);
    expect_usable_after(why);
}

TEST_P(LostAnswer, OfAWriteOnAReusedConnection_IsSentOnceAndUnknown)
{
    expect_usable();
    const auto why = write_met_with(GetParam().met_with);
    EXPECT_EQ(why.what_happened, outcome::unknown) << describe(why);
    EXPECT_EQ(server().request_count(), 2u);
    EXPECT_EQ(server().requests()[1].connection, 0u);
    expect_usable_after(why);
}

TEST_P(LostAnswer, OfABatchAScriptOrAProgram_IsSentOnceAndUnknown)
{
    next(GetParam().met_with);
    next(GetParam().met_with);
    next(GetParam().met_with);
    program p;
    p.add(a_read());
    p.add(a_write());
    std::vector<statement> two{a_read(), a_write()};
    for (const auto& why :
         {finish(db().batch(tx_mode::write, two)).error(), finish(db().run(p)).error(),
          finish(db().run_script("SELECT 1")).error()})
    {
        EXPECT_EQ(why.what_happened, outcome::unknown) << describe(why);
        EXPECT_EQ(why.attempts, 1u);
    }
    EXPECT_EQ(server().request_count(), 3u);
    expect_usable();
}

TEST_P(LostAnswer, OfARead_IsAskedForAgain)
{
    next(GetParam().met_with);
    expect_usable();
    EXPECT_EQ(server().request_count(), 2u);
    next(GetParam().met_with); // and on a reused connection
    expect_usable();
    EXPECT_EQ(server().request_count(), 4u);
}

TEST_P(LostAnswer, OfWhatIsPromisedToBeRepeatable_IsAskedForAgain)
{
    next(GetParam().met_with);
    auto s = a_write();
    s.idempotent = true;
    const auto told = finish(db().execute(s));
    EXPECT_TRUE(told.has_value()) << describe(told.error());
    EXPECT_EQ(server().request_count(), 2u);
}

TEST_P(LostAnswer, ThatStaysLost_IsToldAfterThreeAttempts)
{
    answer_by([this](const seen_request&) { return GetParam().met_with; });
    auto how = usual_options();
    how.repeats.budget = 1;
    reopen(how);
    const auto why = failing(a_read());
    EXPECT_EQ(why.what_happened, outcome::not_executed) << describe(why);
    EXPECT_EQ(why.attempts, 3u);
    answer_by([](const seen_request& r) { return good_answer(r); });
    expect_usable_after(why);
}

class HostileRepeats : public hostile_test
{
};

TEST_F(HostileRepeats, TooManyRequests_AreRepeatedWritesIncluded)
{
    next(429, R"({"error":"too many requests"})");
    next(429, "<html><title>slow down</title></html>");
    const auto told = finish(db().execute(a_write()));
    EXPECT_TRUE(told.has_value()) << describe(told.error());
    EXPECT_EQ(server().request_count(), 3u);
}

TEST_F(HostileRepeats, TooManyRequestsForGood_IsTold)
{
    for (int i = 0; i < 3; ++i)
        next(429, R"({"error":"too many requests"})");
    const auto why = failing(a_write());
    EXPECT_EQ(why.code, errc::rate_limited) << describe(why);
    EXPECT_TRUE(why.code == condition::throttled);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_EQ(why.message, "too many requests");
    EXPECT_EQ(why.attempts, 3u);
    expect_usable_after(why);
}

/// The wait itself is real time: a short one that fits, and one that does not.
TEST_F(HostileRepeats, RetryAfterWithinTheDeadline_IsWaitedFor)
{
    next(429, "", "Retry-After: 1\r\n");
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_TRUE(finish(db().execute(a_write())).has_value());
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 1s);
    EXPECT_EQ(server().request_count(), 2u);
}

TEST_F(HostileRepeats, RetryAfterBeyondTheDeadline_IsToldAtOnce)
{
    for (const auto* header : {"Retry-After: 120\r\n", "retry-after:  120 \r\n"})
    {
        const auto why = write_met_with(answer(429, "", header));
        EXPECT_EQ(why.code, errc::rate_limited) << describe(why);
        EXPECT_EQ(why.retry_after, 120s);
        EXPECT_EQ(why.attempts, 1u);
        expect_usable_after(why);
    }
}

TEST_F(HostileRepeats, RetryAfterThatIsNoNumber_IsIgnored)
{
    for (const auto* header :
         {"Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n", "Retry-After: -1\r\n", "Retry-After: \r\n",
          "Retry-After: soon\r\n"})
    {
        next(429, "", header);
        const auto told = finish(db().execute(a_write()));
        EXPECT_TRUE(told.has_value()) << header << describe(told.error());
    }
}

TEST_F(HostileRepeats, HugeRetryAfter_IsNoOverflow)
{
    for (const auto* seconds : {"4294967295", "99999999999999999999", "9223372036854775807"})
    {
        auto how = usual_options();
        how.repeats.max_repeats = 0;
        reopen(how);
        const auto why = write_met_with(answer(503, "", "Retry-After: " + std::string(seconds) + "\r\n"));
        EXPECT_GE(why.retry_after, 0s) << seconds;
        EXPECT_LE(why.retry_after, 3600s) << seconds;
        expect_usable_after(why);
    }
}

TEST_F(HostileRepeats, UnavailableWithRetryAfter_IsNoReasonToWriteTwice)
{
    const auto why = write_met_with(answer(503, "", "Retry-After: 1\r\n"));
    EXPECT_EQ(why.what_happened, outcome::unknown) << describe(why);
    EXPECT_EQ(why.retry_after, 1s);
    EXPECT_EQ(why.attempts, 1u);
    expect_usable_after(why);
}

TEST_F(HostileRepeats, InATransaction_NothingIsRepeated)
{
    for (const unsigned status : {429u, 500u, 503u})
    {
        auto tx = begun();
        const auto before = server().request_count();
        next(status, "");
        const auto why = finish(tx.execute(a_read())).error();
        EXPECT_EQ(why.http_status, status);
        EXPECT_EQ(why.attempts, 1u);
        EXPECT_EQ(tx.state(), tx_state::lost);
        EXPECT_EQ(server().request_count(), before + 1);
        expect_usable_after(why);
    }
}

} // namespace
} // namespace ws::turso
