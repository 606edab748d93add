#include "fixture.hpp"

#include <fmt/format.h>

/// Streams that a server forgets, gives away or keeps.
namespace ws::turso
{
namespace
{

using namespace test;
using testing::HasSubstr;

/// How a server says that it does not take a baton.
struct refusal
{
    const char* name;
    unsigned status;
    const char* body;
    outcome of_a_write;

    friend void PrintTo(const refusal& r, std::ostream* out) { *out << r.name; }
};

class HostileBatons : public hostile_test
{
};

class RefusedBaton : public HostileBatons, public testing::WithParamInterface<refusal>
{
};

INSTANTIATE_TEST_SUITE_P(
    Words, RefusedBaton,
    testing::Values(
        refusal{
            "expired", 400,
            R"({"message":"The stream has expired due to inactivity","code":"STREAM_EXPIRED"})",
            outcome::not_executed},
        refusal{"forged", 400, "Received an invalid baton: no stream", outcome::not_executed},
        refusal{"reused", 400, "The baton has already been used", outcome::unknown},
        refusal{"of_another_kind", 400, "something is wrong", outcome::unknown},
        refusal{"unknown_to_the_cloud", 404, R"({"error":"stream not found: 7"})", outcome::not_executed},
        refusal{"unknown_path", 404, "404 page not found", outcome::not_executed},
        refusal{"gone", 410, "", outcome::not_executed}),
    by_name);

TEST_P(RefusedBaton, OfAStatement_LosesTheTransactionWithoutAnotherTry)
{
    const auto& how = GetParam();
    auto tx = begun();
    next(how.status, how.body);
    const auto why = finish(tx.execute(a_write())).error();
    EXPECT_EQ(why.code, errc::tx_lost) << describe(why);
    EXPECT_EQ(why.what_happened, how.of_a_write) << describe(why);
    EXPECT_EQ(why.http_status, how.status);
    EXPECT_EQ(tx.state(), tx_state::lost);
    EXPECT_EQ(finish(tx.execute(a_write())).error().code, errc::tx_lost);
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    expect_usable_after(why);
    EXPECT_EQ(server().request_count(), 3u);
    EXPECT_EQ(pipelines().back().baton, "");
    EXPECT_EQ(server().requests().back().target(), "/v3/pipeline");
}

TEST_P(RefusedBaton, OfACommit_IsLostOrUnknown)
{
    const auto& how = GetParam();
    auto tx = begun();
    next(how.status, how.body);
    const auto why = finish(tx.commit()).error();
    const bool proven = how.of_a_write == outcome::not_executed;
    EXPECT_EQ(why.code, proven ? errc::tx_lost : errc::commit_outcome_unknown) << describe(why);
    EXPECT_EQ(why.what_happened, how.of_a_write) << describe(why);
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    EXPECT_EQ(server().request_count(), 2u);
    expect_usable_after(why);
}

TEST_F(HostileBatons, EachRequest_CarriesTheNewestOne)
{
    auto tx = begun();
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(finish(tx.execute(a_write())).has_value());
    EXPECT_TRUE(finish(tx.commit()).has_value());
    const auto seen = server().requests();
    const auto asked = pipelines();
    ASSERT_EQ(asked.size(), 5u);
    EXPECT_EQ(asked[0].baton, "");
    for (std::size_t i = 1; i < asked.size(); ++i)
        EXPECT_EQ(asked[i].baton, fmt::format("baton-{}-{}", seen[i - 1].connection, seen[i - 1].number));
}

TEST_F(HostileBatons, AnyText_IsSentBackAsItCame)
{
    for (const auto& baton :
         {std::string("\"\\/\b\n\t\x01", 7), std::string("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"),
          std::string("a\0b", 3), std::string(100'000, 'x'), std::string("null")})
    {
        stream_facts facts;
        facts.baton = baton;
        answer_by([facts](const seen_request& r)
                  { return seen_pipeline(r).closes() ? good_answer(r) : good_answer(r, facts); });
        auto tx = begun();
        EXPECT_TRUE(finish(tx.commit()).has_value());
        EXPECT_EQ(pipelines().back().baton, baton);
    }
}

TEST_F(HostileBatons, NoneAlthoughTheStreamGoesOn_LosesTheTransaction)
{
    answer_by([](const seen_request& r) { return good_answer(r, stream_facts()); });
    for (const bool commits : {true, false})
    {
        auto tx = begun();
        const auto before = server().request_count();
        const auto why = commits ? finish(tx.commit()).error() : finish(tx.execute(a_write())).error();
        EXPECT_EQ(why.code, errc::tx_lost) << describe(why);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
        EXPECT_EQ(tx.state(), tx_state::lost);
        EXPECT_EQ(server().request_count(), before);
        expect_usable_after(why);
    }
}

TEST_F(HostileBatons, OneAlthoughTheStreamWasClosed_IsNotUsed)
{
    stream_facts facts;
    facts.baton = "of-nothing";
    answer_by([facts](const seen_request& r) { return good_answer(r, facts); });
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(finish(db().execute(a_write())).has_value());
    EXPECT_TRUE(finish(db().run_script("SELECT 1")).has_value());
    for (const auto& p : pipelines())
        EXPECT_EQ(p.baton, "");
    EXPECT_EQ(server().request_count(), 4u);
}

/// sqld keeps a stream, and gives a baton for it, when its transaction has ended.
TEST_F(HostileBatons, OneAlthoughTheTransactionHasEnded_IsGivenBack)
{
    stream_facts ended;
    ended.baton = "still-open";
    ended.autocommit = true;
    auto tx = begun();
    answer_by([ended](const seen_request& r) { return good_answer(r, ended); });
    EXPECT_TRUE(finish(tx.execute(a_write())).has_value());
    EXPECT_EQ(tx.state(), tx_state::lost);
    ASSERT_TRUE(run_until([&] { return server().request_count() == 3; }));
    EXPECT_TRUE(pipelines().back().only_closes());
    EXPECT_EQ(pipelines().back().baton, "still-open");
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    EXPECT_EQ(server().request_count(), 3u);
}

TEST_F(HostileBatons, ThatIsNoText_IsAProtocolError)
{
    for (const auto* baton : {"7", "true", "{}", "[\"a\"]"})
    {
        const auto why =
            write_met_with(answer(200, answer_of_results(results_with_cell(R"({"type":"null"})"), baton)));
        EXPECT_EQ(why.code, errc::protocol) << baton << describe(why);
        EXPECT_EQ(why.what_happened, outcome::unknown);
        expect_usable_after(why);
    }
}

} // namespace
} // namespace ws::turso
