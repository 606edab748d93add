#include "hrana_fixture.hpp"

#include <gtest/gtest.h>

namespace
{

using namespace ws::test;
using namespace ws::turso;

void expect_refused(const pipeline_shape& asked, std::string_view body)
{
    for (const std::size_t piece : {std::string_view::npos, std::size_t{1}})
    {
        const auto read = read_answer(asked, body, piece);
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, make_error_code(errc::protocol)) << body;
        EXPECT_EQ(read.error().what_happened, outcome::unknown);
        EXPECT_NE(read.error().message, "");
    }
}

TEST(HranaRefusals, NoJson_IsRefused)
{
    for (const std::string_view body :
         {"no JSON", "<html>", "{]", "\xEF\xBB\xBF{\"results\":[]}", R"({"results":[]}x)",
          R"({"results":[]}{})", R"({"results":[],})", R"({'results':[]})", R"({"results":[]/**/})",
          R"({"results":[NaN]})"})
        expect_refused({}, body);
}

TEST(HranaRefusals, OtherDocuments_AreRefused)
{
    for (const std::string_view body :
         {"[]", "null", "1 ", "\"results\"", "{}", R"({"error":"no"})", R"({"results":null})",
          R"({"results":{}})", R"({"results":[],"results":[]})", R"({"results":[1]})", R"({"results":[[]]})",
          R"({"results":[null]})", R"({"baton":7,"results":[]})", R"({"baton":{},"results":[]})",
          R"({"base_url":true,"results":[]})"})
        expect_refused({}, body);
}

TEST(HranaRefusals, OtherNumberOfResults_IsRefused)
{
    constexpr std::string_view close = R"({"type":"ok","response":{"type":"close"}})";
    const pipeline_shape asked_close{hrana_request::none, 0, false, true};
    ASSERT_TRUE(read_answer(asked_close, answer_with(close)));
    expect_refused(asked_close, answer_with(""));
    expect_refused(asked_close, answer_with(fmt::format("{},{}", close, close)));
    expect_refused({}, answer_with(close));
}

TEST(HranaRefusals, ResultOfAnotherKind_IsRefused)
{
    for (const std::string_view one :
         {R"({})", R"({"type":"ok"})", R"({"type":"error"})", R"({"type":"none"})", R"({"type":null})",
          R"({"type":7,"response":{"type":"sequence"}})", R"({"response":{"type":"sequence"}})",
          R"({"type":"ok","response":null})", R"({"type":"ok","response":{}})",
          R"({"type":"ok","response":{"type":"close"}})", R"({"type":"ok","response":{"type":null}})",
          R"({"type":"ok","response":["sequence"]})", R"({"type":"ok","response":"sequence"})",
          R"({"type":"ok","error":{"message":"no"}})", R"({"type":"error","error":null})",
          R"({"type":"error","error":"no"})", R"({"type":"error","error":[]})",
          R"({"type":"error","response":{"type":"sequence"}})",
          R"({"type":"ok","type":"ok","response":{"type":"sequence"}})"})
        expect_refused(asked_sequence, answer_with(one));
}

TEST(HranaRefusals, IncompleteAnswers_AreRefused)
{
    const auto response = [](std::string_view inside)
    { return answer_with(fmt::format(R"({{"type":"ok","response":{{{}}}}})", inside)); };
    expect_refused(asked_execute, response(R"("type":"execute")"));
    expect_refused(asked_execute, response(R"("type":"execute","result":null)"));
    expect_refused(asked_execute, response(R"("type":"execute","result":[])"));
    expect_refused(asked_batch(0), response(R"("type":"batch")"));
    expect_refused(asked_batch(0), response(R"("type":"batch","result":{})").replace(0, 1, "["));
    expect_refused(asked_describe, response(R"("type":"describe","result":null)"));
    const pipeline_shape autocommit{hrana_request::none, 0, true, false};
    ASSERT_TRUE(read_answer(autocommit, response(R"("type":"get_autocommit","is_autocommit":true)")));
    expect_refused(autocommit, response(R"("type":"get_autocommit")"));
    expect_refused(autocommit, response(R"("type":"get_autocommit","is_autocommit":null)"));
    expect_refused(autocommit, response(R"("type":"get_autocommit","is_autocommit":1)"));
}

TEST(HranaRefusals, StepArraysThatDoNotFit_AreRefused)
{
    const auto batch = [](std::string_view inside)
    {
        return answer_with(
            fmt::format(R"({{"type":"ok","response":{{"type":"batch","result":{{{}}}}}}})", inside));
    };
    ASSERT_TRUE(read_answer(asked_batch(1), batch(R"("step_results":[{}],"step_errors":[null])")));
    for (const std::string_view inside :
         {R"("step_results":[{}])", R"("step_errors":[null])", R"("step_results":[],"step_errors":[null])",
          R"("step_results":[{}],"step_errors":[])", R"("step_results":[{},{}],"step_errors":[null])",
          R"("step_results":[{},null],"step_errors":[null])",
          R"("step_results":[{}],"step_errors":[null,null])",
          R"("step_results":[{}],"step_errors":[null,{}])",
          R"("step_results":[{}],"step_errors":[{"message":"both"}])",
          R"("step_results":[1],"step_errors":[null])", R"("step_results":[[]],"step_errors":[null])",
          R"("step_results":null,"step_errors":[null])", R"("step_results":{},"step_errors":[null])"})
        expect_refused(asked_batch(1), batch(inside));
}

TEST(HranaRefusals, RowsThatDoNotFitTheColumns_AreRefused)
{
    for (const std::string_view statement :
         {R"({"cols":[{}],"rows":[[]]})", R"({"cols":[{}],"rows":[[{"type":"null"},{"type":"null"}]]})",
          R"({"cols":[],"rows":[[{"type":"null"}]]})", R"({"rows":[[{"type":"null"}]]})",
          R"({"rows":[[{"type":"null"}]],"cols":[]})", R"({"rows":[[{"type":"null"}]],"cols":[{},{}]})",
          R"({"rows":[[{"type":"null"}],[]],"cols":[{}]})", R"({"cols":[{}],"rows":[{"type":"null"}]})",
          R"({"cols":[{}],"rows":[[null]]})", R"({"cols":[{}],"rows":[["x"]]})",
          R"({"cols":["a"],"rows":[]})", R"({"cols":[{"name":7}],"rows":[]})",
          R"({"cols":[{"name":{}}],"rows":[]})", R"({"cols":null,"rows":[]})", R"({"cols":[],"cols":[]})",
          R"({"cols":[],"rows":{}})"})
        expect_refused(asked_execute, execute_answer(statement));
}

TEST(HranaRefusals, FactsThatAreNoNumbers_AreRefused)
{
    for (const std::string_view statement :
         {R"({"affected_row_count":-1})", R"({"affected_row_count":1.5})",
          R"({"affected_row_count":18446744073709551616})", R"({"affected_row_count":true})",
          R"({"affected_row_count":[]})", R"({"last_insert_rowid":"9223372036854775808"})",
          R"({"last_insert_rowid":1e3})", R"({"last_insert_rowid":""})", R"({"last_insert_rowid":" 1"})",
          R"({"replication_index":"-1"})", R"({"replication_index":"x"})", R"({"replication_index":false})"})
        expect_refused(asked_execute, execute_answer(statement));
}

TEST(HranaRefusals, StatisticsThatAreNoNumbers_DoNotMatter)
{
    const auto read = read_answer(
        asked_execute, execute_answer(R"({"rows_read":1.5,"rows_written":null,"query_duration_ms":"long"})"));
    ASSERT_TRUE(read);
    EXPECT_EQ(rows_of(read).facts().rows_read, 0U);
}

TEST(HranaRefusals, TooManyColumns_AreRefused)
{
    const auto columns = [](std::size_t count)
    {
        std::string list = "{}";
        for (std::size_t i = 1; i < count; ++i)
            list += ",{}";
        return list;
    };
    const auto statement = [&](std::size_t count)
    { return execute_answer(fmt::format(R"({{"cols":[{}]}})", columns(count))); };
    EXPECT_TRUE(read_answer(asked_execute, statement(32'767)));
    EXPECT_FALSE(read_answer(asked_execute, statement(32'768)));
}

TEST(HranaRefusals, LongerThanTheLimit_IsTooLarge)
{
    const auto body = cell_answer(R"({"type":"null"})");
    EXPECT_TRUE(read_answer(asked_execute, body, 10, {body.size(), 32}));
    for (const std::size_t piece : {std::string_view::npos, std::size_t{10}, std::size_t{1}})
    {
        const auto read = read_answer(asked_execute, body, piece, {body.size() - 1, 32});
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, make_error_code(errc::response_too_large));
        EXPECT_EQ(read.error().what_happened, outcome::unknown);
    }
}

TEST(HranaRefusals, DeeperThanTheLimit_IsRefused)
{
    const auto nested = [](std::size_t depth)
    { return fmt::format(R"({{"x":{}{},"results":[]}})", std::string(depth, '['), std::string(depth, ']')); };
    EXPECT_TRUE(read_answer({}, nested(31)));
    expect_refused({}, nested(32));
    expect_refused({}, nested(100'000));
}

TEST(HranaRefusals, AfterARefusal_NothingIsTaken)
{
    hrana_reader reader({});
    EXPECT_EQ(reader.failure(), nullptr);
    EXPECT_TRUE(reader.feed("{"));
    EXPECT_FALSE(reader.feed("!"));
    ASSERT_NE(reader.failure(), nullptr);
    EXPECT_EQ(reader.failure()->code, make_error_code(errc::protocol));
    EXPECT_FALSE(reader.feed(R"("results":[]})"));
    EXPECT_FALSE(reader.finish());
}

} // namespace
