#include "hrana_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace
{

using namespace ws::test;
using namespace ws::turso;

struct recorded
{
    std::string name;
    pipeline_shape asked;
};

const std::vector<recorded> all_recorded{
    {"execute.json", and_autocommit_close(asked_execute)},
    {"batch.json", and_autocommit_close(asked_batch(3))},
    {"sequence.json", and_autocommit_close(asked_sequence)},
    {"describe.json", {hrana_request::describe, 0, false, true}},
    {"execute_error.json", {hrana_request::execute, 1, false, true}},
    {"sequence_error.json", asked_sequence},
};

TEST(HranaReader, RecordedExecute_GivesRowsAndFacts)
{
    const auto read = read_answer(and_autocommit_close(asked_execute), recorded_answer("execute.json"));
    const auto& made = rows_of(read);
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made.columns()[0].name, "a");
    EXPECT_EQ(made.columns()[3].declared_type, "BLOB");
    EXPECT_EQ(made.columns()[4].declared_type, "");
    EXPECT_EQ(made.at(0, 0).as_integer(), 9007199254740993);
    EXPECT_EQ(made.at(0, 1).as_text(), std::string_view("a\0b é / \"q\" \\ 😀", 19));
    EXPECT_EQ(made.at(0, 2).as_real(), 0.1 + 0.2);
    EXPECT_EQ(spell(made.at(0, 3)), "b'fffefd01'");
    EXPECT_TRUE(made.at(0, 4).is_null());
    EXPECT_EQ(made.facts().affected_rows, 1U);
    EXPECT_EQ(made.facts().last_insert_rowid, 9007199254740993);
    EXPECT_EQ(made.facts().rows_read, 2U);
    EXPECT_EQ(made.facts().rows_written, 1U);
    EXPECT_EQ(made.facts().server_time.count(), 0.165);
    EXPECT_EQ(read->content.autocommit, true);
    EXPECT_EQ(read->replication_index, 3U);
    EXPECT_TRUE(read->closed_ok);
    EXPECT_FALSE(read->baton);
    EXPECT_EQ(read->base_url, "");
}

TEST(HranaReader, RecordedBatch_TellsOkFailedAndSkipped)
{
    const auto read = read_answer(and_autocommit_close(asked_batch(3)), recorded_answer("batch.json"));
    const auto& made = rows_of(read, 0);
    EXPECT_EQ(made.columns()[0].name, made.columns()[1].name);
    EXPECT_TRUE(std::isnan(made.at(0, 1).as_real()));
    EXPECT_TRUE(error_of(read, 1).code == condition::unique_violation);
    EXPECT_EQ(error_of(read, 1).message, "UNIQUE constraint failed: t.a");
    EXPECT_EQ(error_of(read, 1).what_happened, outcome::executed);
    const auto& steps = std::get<program_result>(read->content.what);
    EXPECT_TRUE(std::holds_alternative<skipped>(steps[2]));
    EXPECT_EQ(read->replication_index, 3U);
}

TEST(HranaReader, RecordedDescription_HasParametersAndColumns)
{
    const auto read =
        read_answer({hrana_request::describe, 0, false, true}, recorded_answer("describe.json"));
    ASSERT_TRUE(read);
    EXPECT_EQ(spell(read->content), "description :x,,a:INTEGER,bb:TEXT,:x:,?:,explain false readonly true");
}

TEST(HranaReader, ErrorOfTheOnlyStatement_IsItsStepsError)
{
    const auto read =
        read_answer({hrana_request::execute, 1, false, true}, recorded_answer("execute_error.json"));
    EXPECT_EQ(error_of(read).message, "no such table: missing");
    EXPECT_FALSE(read->whole_error);
    EXPECT_TRUE(read->closed_ok);
}

TEST(HranaReader, ErrorOfScriptOrDescriptionOrBatch_IsOfTheWhole)
{
    const auto body = recorded_answer("sequence_error.json");
    for (const auto& asked : {asked_sequence, asked_describe, asked_batch(2)})
    {
        const auto read = read_answer(asked, body);
        ASSERT_TRUE(read);
        ASSERT_TRUE(read->whole_error);
        EXPECT_EQ(read->whole_error->server_code, "SQL_PARSE_ERROR");
        EXPECT_EQ(read->baton, "KzFC0if7daRy5YvSnKTXAhCCcr0cAr6rLmPHYoVJ8r6BJmA1PiVvG5gykq+N/E3B");
    }
    EXPECT_TRUE(std::holds_alternative<std::monostate>(read_answer(asked_sequence, body)->content.what));
    EXPECT_TRUE(
        std::holds_alternative<statement_description>(read_answer(asked_describe, body)->content.what));
    EXPECT_FALSE(read_answer(asked_batch(1), body)->whole_error);
}

TEST(HranaReader, ErrorOfAutocommitOrClose_LeavesTheContent)
{
    constexpr std::string_view execute = R"({"type":"ok","response":{"type":"execute","result":{}}})";
    constexpr std::string_view failed = R"({"type":"error","error":{"message":"no"}})";
    const auto read = read_answer(
        and_autocommit_close(asked_execute), answer_with(fmt::format("{},{},{}", execute, failed, failed)));
    EXPECT_EQ(rows_of(read).size(), 0U);
    ASSERT_TRUE(read->side_error);
    EXPECT_EQ(read->side_error->message, "no");
    EXPECT_FALSE(read->content.autocommit);
    EXPECT_FALSE(read->closed_ok);
}

TEST(HranaReader, AnyChunking_GivesTheSameAnswer)
{
    std::mt19937 random(7);
    for (const auto& [name, asked] : all_recorded)
    {
        const auto body = recorded_answer(name);
        const auto whole = spell(read_answer(asked, body));
        ASSERT_THAT(whole, testing::StartsWith("baton"));
        for (std::size_t piece = 1; piece <= body.size(); ++piece)
            ASSERT_EQ(spell(read_answer(asked, body, piece)), whole) << name << " by " << piece;
        for (int round = 0; round < 200; ++round)
        {
            hrana_reader reader(asked);
            for (std::string_view rest = body; !rest.empty();)
            {
                const auto front = rest.substr(0, random() % 40);
                ASSERT_TRUE(reader.feed(front));
                rest.remove_prefix(front.size());
            }
            ASSERT_EQ(spell(reader.finish()), whole);
        }
    }
}

TEST(HranaReader, CutAnywhere_IsTruncated)
{
    for (const auto& [name, asked] : all_recorded)
    {
        const auto body = recorded_answer(name);
        for (std::size_t length = 0; length < body.size(); ++length)
        {
            const auto read = read_answer(asked, body.substr(0, length));
            ASSERT_FALSE(read) << name << " cut at " << length;
            EXPECT_EQ(read.error().code, make_error_code(errc::truncated));
            EXPECT_EQ(read.error().what_happened, outcome::unknown);
        }
    }
}

TEST(HranaReader, MembersInAnyOrder_GiveTheSame)
{
    const auto usual = answer_with(
        R"({"type":"ok","response":{"type":"batch","result":{"step_results":[
            {"cols":[{"name":"a","decltype":"INT"},{"name":"b","decltype":null}],
             "rows":[[{"type":"integer","value":"1"},{"type":"blob","base64":"AQI="}],
                     [{"type":"text","value":"x"},{"type":"float","value":1.5}]],
             "affected_row_count":2,"last_insert_rowid":"5"},null],
            "step_errors":[null,{"message":"no","code":"SQLITE_BUSY"}],"replication_index":"9"}}},
           {"type":"ok","response":{"type":"get_autocommit","is_autocommit":false}},
           {"type":"ok","response":{"type":"close"}})");
    const std::string turned =
        R"({"results":[{"response":{"result":{"replication_index":"9",
            "step_errors":[null,{"code":"SQLITE_BUSY","message":"no"}],"step_results":[
            {"last_insert_rowid":"5","affected_row_count":2,
             "rows":[[{"value":"1","type":"integer"},{"base64":"AQI=","type":"blob"}],
                     [{"value":"x","type":"text"},{"value":1.5,"type":"float"}]],
             "cols":[{"decltype":"INT","name":"a"},{"decltype":null,"name":"b"}]},null]},
             "type":"batch"},"type":"ok"},
           {"response":{"is_autocommit":false,"type":"get_autocommit"},"type":"ok"},
           {"response":{"type":"close"},"type":"ok"}],"base_url":null,"baton":null})";
    const auto asked = and_autocommit_close(asked_batch(2));
    ASSERT_TRUE(read_answer(asked, usual));
    EXPECT_EQ(spell(read_answer(asked, turned)), spell(read_answer(asked, usual)));
}

TEST(HranaReader, UnknownMembersAtAnyLevel_AreSkipped)
{
    constexpr std::string_view extra = R"("x":{"type":[1,{"rows":[]}],"y":[[]]},"z":1e5,"":"","w":null,)";
    const auto plain = recorded_answer("batch.json");
    std::string padded;
    for (const char c : plain)
    {
        padded += c;
        if (c == '{')
            padded += extra;
    }
    const auto asked = and_autocommit_close(asked_batch(3));
    EXPECT_EQ(spell(read_answer(asked, padded)), spell(read_answer(asked, plain)));
    EXPECT_EQ(spell(read_answer(asked, padded, 1)), spell(read_answer(asked, plain)));
}

TEST(HranaReader, OptionalMembers_MayBeMissing)
{
    const auto read =
        read_answer(asked_batch(2), R"({"results":[{"type":"ok","response":{"type":"batch","result":
            {"step_results":[{},null],"step_errors":[null,{}]}}}]})");
    EXPECT_EQ(spell(rows_of(read)), "rows[] affected 0 rowid - read 0 written 0 ms 0");
    EXPECT_EQ(error_of(read, 1).message, "");
    EXPECT_EQ(error_of(read, 1).server_code, "");
    EXPECT_FALSE(read->replication_index);
}

TEST(HranaReader, SixtyFourBitNumbers_AreExactAsTextAndAsNumber)
{
    for (const std::string_view form : {"{}", "\"{}\""})
    {
        const auto number = [&](std::string_view digits) { return fmt::format(fmt::runtime(form), digits); };
        const auto read = read_answer(
            asked_execute,
            execute_answer(fmt::format(
                R"({{"last_insert_rowid":{},"replication_index":{},"affected_row_count":{}}})",
                number("-9223372036854775807"), number("18446744073709551615"), number("9007199254740993"))));
        ASSERT_TRUE(read);
        EXPECT_EQ(rows_of(read).facts().last_insert_rowid, -9223372036854775807);
        EXPECT_EQ(rows_of(read).facts().affected_rows, 9007199254740993U);
        EXPECT_EQ(read->replication_index, 18446744073709551615U);
    }
}

TEST(HranaReader, ReplicationIndex_IsTheHighest)
{
    const auto read =
        read_answer(asked_batch(2), answer_with(R"({"type":"ok","response":{"type":"batch","result":{
            "step_results":[{"replication_index":"7"},{"replication_index":5}],
            "step_errors":[null,null],"replication_index":null}}})"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->replication_index, 7U);
}

TEST(HranaReader, BatonAndBaseUrl_AreKept)
{
    const auto read = read_answer({}, R"({"baton":"a\/b\"","base_url":"http://h/p","results":[]})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->baton, "a/b\"");
    EXPECT_EQ(read->base_url, "http://h/p");
    EXPECT_FALSE(read_answer({}, R"({"baton":"","results":[]})")->baton);
}

TEST(HranaReader, LargeResult_KeepsEveryRow)
{
    constexpr std::size_t count = 20'000;
    std::string list;
    for (std::size_t i = 0; i < count; ++i)
        list += fmt::format(R"({}[{{"type":"integer","value":"{}"}}])", i == 0 ? "" : ",", i);
    const auto body = execute_answer(fmt::format(R"({{"cols":[{{}}],"rows":[{}]}})", list));
    const auto read = read_answer(asked_execute, body, 4096);
    const auto& made = rows_of(read);
    ASSERT_EQ(made.size(), count);
    for (std::size_t i = 0; i < count; ++i)
        ASSERT_EQ(made.at(i, 0).as_integer(), static_cast<std::int64_t>(i));
}

TEST(HranaReader, ManyColumns_AreKept)
{
    std::string columns, cells;
    for (int i = 0; i < 2000; ++i)
    {
        columns += fmt::format(R"({}{{"name":"c{}"}})", i == 0 ? "" : ",", i);
        cells += i == 0 ? R"({"type":"null"})" : R"(,{"type":"null"})";
    }
    const auto read = read_answer(
        asked_execute, execute_answer(fmt::format(R"({{"cols":[{}],"rows":[[{}]]}})", columns, cells)));
    EXPECT_EQ(rows_of(read)[0].size(), 2000U);
    EXPECT_EQ(rows_of(read).columns()[1999].name, "c1999");
}

TEST(HranaReader, RowsWithoutColumns_AreCounted)
{
    const auto read = read_answer(asked_execute, execute_answer(R"({"rows":[[],[],[]]})"));
    EXPECT_EQ(rows_of(read).size(), 3U);
}

} // namespace
