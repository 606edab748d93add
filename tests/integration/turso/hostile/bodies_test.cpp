#include "fixture.hpp"
#include "support/gzip.hpp"

#include <cmath>

/// Answers whose status or body is none that a Hrana server gives.
namespace ws::turso
{
namespace
{

using namespace test;
using testing::HasSubstr;

struct bad_answer
{
    const char* name;
    reaction met_with;
    errc code;
    outcome what_happened; ///< of a write
    unsigned status;
    const char* says;

    friend void PrintTo(const bad_answer& a, std::ostream* out) { *out << a.name; }
};

class HostileBodies : public hostile_test, public testing::WithParamInterface<bad_answer>
{
};

TEST_P(HostileBodies, Write_IsToldTruthfullyAndSentOnce)
{
    const auto& bad = GetParam();
    const auto why = write_met_with(bad.met_with);
    EXPECT_EQ(why.code, bad.code) << describe(why);
    EXPECT_EQ(why.what_happened, bad.what_happened) << describe(why);
    EXPECT_EQ(why.http_status, bad.status) << describe(why);
    EXPECT_THAT(why.message, HasSubstr(bad.says));
    EXPECT_EQ(server().request_count(), 1u);
    expect_usable_after(why);
}

TEST_P(HostileBodies, InATransaction_LosesItAndLeavesTheClientUsable)
{
    const auto& bad = GetParam();
    auto tx = begun();
    next(bad.met_with);
    const auto why = finish(tx.execute(a_write())).error();
    EXPECT_NE(why.what_happened, outcome::executed) << describe(why);
    EXPECT_EQ(tx.state(), tx_state::lost);
    EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
    expect_usable_after(why);
    for (const auto& p : pipelines())
        EXPECT_THAT(p.sql, testing::Not(testing::Contains("COMMIT")));
}

constexpr auto json = "Content-Type: application/json; charset=utf-8\r\n";
constexpr auto html = "Content-Type: text/html; charset=\"utf-8\"\r\n";
constexpr auto gateway_page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

reaction body(std::string_view text, std::string_view headers = json) { return answer(200, text, headers); }
reaction results(std::string_view text) { return body(answer_of_results(text)); }
reaction cell(std::string_view text) { return results(results_with_cell(text)); }

/// An answer of which only the front arrives.
reaction cut(std::string_view front)
{
    const auto whole = answer_text(200, std::string(front) + std::string(100, ' '));
    return {steps::send{whole.substr(0, whole.size() - 100)}, steps::close{}};
}

INSTANTIATE_TEST_SUITE_P(
    Statuses, HostileBodies,
    testing::Values(
        bad_answer{
            "hrana_error", answer(500, R"({"message":"disk is full","code":"SQLITE_FULL"})", json),
            errc::server_error, outcome::unknown, 500, "disk is full"},
        bad_answer{
            "error_member", answer(500, R"({"error":"invalid utf-8 sequence"})", json), errc::server_error,
            outcome::unknown, 500, "invalid utf-8 sequence"},
        bad_answer{
            "plain_text", answer(413, "body too large", "Content-Type: text/plain\r\n"), errc::server_error,
            outcome::not_executed, 413, "body too large"},
        bad_answer{"empty", answer(500, ""), errc::server_error, outcome::unknown, 500, "HTTP status 500"},
        bad_answer{
            "no_content",
            {steps::send{"HTTP/1.1 204 No Content\r\n\r\n"}},
            errc::protocol,
            outcome::unknown,
            204,
            "HTTP status 204"},
        bad_answer{
            "redirect", answer(307, "", "Location: /elsewhere\r\n"), errc::server_error, outcome::unknown,
            307, "HTTP status 307"},
        bad_answer{
            "bad_gateway", answer(502, gateway_page, html), errc::server_error, outcome::unknown, 502,
            "502 Bad Gateway"},
        bad_answer{
            "gateway_timeout", answer(504, gateway_page, html), errc::server_error, outcome::unknown, 504,
            "502 Bad Gateway"},
        bad_answer{
            "unavailable", answer(503, "no healthy upstream"), errc::server_error, outcome::unknown, 503,
            "no healthy upstream"},
        bad_answer{
            "request_timeout", answer(408, ""), errc::server_error, outcome::unknown, 408, "HTTP status 408"},
        bad_answer{
            "forbidden", answer(403, R"({"error":"database is blocked"})", json), errc::unauthorized,
            outcome::not_executed, 403, "database is blocked"},
        bad_answer{
            "unknown_database", answer(404, R"({"error":"database not found"})", json), errc::server_error,
            outcome::not_executed, 404, "database not found"}),
    by_name);

INSTANTIATE_TEST_SUITE_P(
    Documents, HostileBodies,
    testing::Values(
        bad_answer{
            "page_of_a_proxy", body(gateway_page, html), errc::protocol, outcome::unknown, 0, "no JSON"},
        bad_answer{"nothing", body(""), errc::truncated, outcome::unknown, 0, "ends after 0 bytes"},
        bad_answer{
            "null", body("null"), errc::protocol, outcome::unknown, 0, "where an object or array must be"},
        bad_answer{"an_array", body("[]"), errc::protocol, outcome::unknown, 0, "has no meaning"},
        bad_answer{"an_empty_object", body("{}"), errc::protocol, outcome::unknown, 0, "results"},
        bad_answer{
            "an_error_with_200", body(R"({"error":"oops"})"), errc::protocol, outcome::unknown, 0, "results"},
        bad_answer{
            "more_behind_it", body(answer_of_results(results_with_cell(R"({"type":"null"})")) + "x"),
            errc::protocol, outcome::unknown, 0, "no JSON"},
        bad_answer{
            "ends_in_a_string", body(R"({"baton":"abc)"), errc::truncated, outcome::unknown, 0,
            "ends after 13 bytes"},
        bad_answer{
            "cut_in_a_string", cut(R"({"baton":"abc)"), errc::truncated, outcome::unknown, 0, "broke off"},
        bad_answer{
            "cut_in_a_number",
            cut(R"({"baton":null,"results":[{"type":"ok","response":{"type":"execute",)"
                R"("result":{"cols":[],"rows":[],"affected_row_count":12)"),
            errc::truncated, outcome::unknown, 0, "broke off"},
        bad_answer{
            "gzip_that_is_none", body("no gzip", "Content-Encoding: gzip\r\n"), errc::protocol,
            outcome::unknown, 0, "decompressed"},
        bad_answer{
            "gzip_that_is_cut",
            body(
                gzip(answer_of_results(results_with_cell(R"({"type":"null"})"))).substr(0, 60),
                "Content-Encoding: gzip\r\n"),
            errc::truncated, outcome::unknown, 0, "ends after"},
        bad_answer{
            "not_http",
            {steps::send{"SSH-2.0-OpenSSH\r\n\r\n"}, steps::close{}},
            errc::protocol,
            outcome::unknown,
            0,
            "is not HTTP"}),
    by_name);

INSTANTIATE_TEST_SUITE_P(
    Results, HostileBodies,
    testing::Values(
        bad_answer{"none", results(""), errc::protocol, outcome::unknown, 0, "results"},
        bad_answer{
            "one_too_few", results(R"({"type":"ok","response":{"type":"the answer to execute is none"}})"),
            errc::protocol, outcome::unknown, 0, "the answer to execute is none"},
        bad_answer{
            "one_too_many",
            results(
                results_with_cell(R"({"type":"null"})") + R"(,{"type":"ok","response":{"type":"close"}})"),
            errc::protocol, outcome::unknown, 0, "results"},
        bad_answer{
            "unknown_type", results(R"({"type":"maybe","response":{"type":"execute"}})"), errc::protocol,
            outcome::unknown, 0, "neither a response nor an error"},
        bad_answer{
            "of_another_request", results(R"({"type":"ok","response":{"type":"describe"}})"), errc::protocol,
            outcome::unknown, 0, "the answer to execute is none"},
        bad_answer{
            "integer_too_large", cell(R"({"type":"integer","value":"9223372036854775808"})"), errc::protocol,
            outcome::unknown, 0, "cell"},
        bad_answer{
            "integer_too_small", cell(R"({"type":"integer","value":"-9223372036854775809"})"), errc::protocol,
            outcome::unknown, 0, "cell"},
        bad_answer{
            "infinity", cell(R"({"type":"float","value":Infinity})"), errc::protocol, outcome::unknown, 0,
            "no JSON"},
        bad_answer{
            "minus_infinity", cell(R"({"type":"float","value":-Infinity})"), errc::protocol, outcome::unknown,
            0, "no JSON"},
        bad_answer{
            "not_a_number", cell(R"({"type":"float","value":NaN})"), errc::protocol, outcome::unknown, 0,
            "no JSON"},
        bad_answer{
            "float_too_large", cell(R"({"type":"float","value":1e999})"), errc::protocol, outcome::unknown, 0,
            "cell"},
        bad_answer{
            "unknown_value", cell(R"({"type":"decimal","value":"1"})"), errc::protocol, outcome::unknown, 0,
            "cell"},
        bad_answer{
            "bad_base64", cell(R"({"type":"blob","base64":"a*b="})"), errc::protocol, outcome::unknown, 0,
            "cell"},
        bad_answer{
            "text_not_utf8", cell("{\"type\":\"text\",\"value\":\"\xff\"}"), errc::protocol, outcome::unknown,
            0, "no JSON"},
        bad_answer{
            "too_deep", results(std::string(1'000, '[')), errc::protocol, outcome::unknown, 0,
            "has no meaning"}),
    by_name);

class HostileButLegal : public hostile_test
{
protected:
    result<rows> told(std::string_view body, std::string_view headers = "")
    {
        next(200, body, headers);
        return finish(db().execute(a_write()));
    }
};

TEST_F(HostileButLegal, UnknownMembersAndMissingOnes_AreNoFault)
{
    const auto r = told(
        R"({"results":[{"type":"ok","was":[{}],"response":{"new":{"a":[1]},"type":"execute","result":)"
        R"({"rows":[[{"type":"text","value":"x","hint":1e999}]],"cols":[{"name":"v","null":false}]}}},)"
        R"({"type":"ok","response":{"type":"close"}}],"stream_ttl_ms":10000})",
        "Content-Type: text/html\r\n");
    ASSERT_TRUE(r.has_value()) << describe(r.error());
    EXPECT_EQ((*r)[0][0].as_text(), "x");
}

TEST_F(HostileButLegal, FloatThatIsNull_IsNotFinite)
{
    const auto r = told(answer_of_results(results_with_cell(R"({"type":"float","value":null})")));
    ASSERT_TRUE(r.has_value()) << describe(r.error());
    EXPECT_TRUE(std::isnan((*r)[0][0].as_real()));
}

TEST_F(HostileButLegal, ErrorWithoutCode_KeepsItsWords)
{
    const auto r = told(answer_of_results(
        R"({"type":"error","error":{"message":"no such table: t"}},{"type":"ok","response":{"type":"close"}})"));
    ASSERT_FALSE(r.has_value());
    EXPECT_EQ(r.error().what_happened, outcome::executed) << describe(r.error());
    EXPECT_THAT(r.error().message, HasSubstr("no such table: t"));
    EXPECT_EQ(r.error().server_code, "");
    expect_usable_after(r.error());
}

} // namespace
} // namespace ws::turso
