#include "turso/hrana_writer.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/strict_json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace
{

namespace json = boost::json;
using namespace ws::turso;
namespace codec = ws::codec;
using cond = step_condition;

template <class What>
work work_of(What what)
{
    work w;
    w.what = std::move(what);
    return w;
}

work one(statement s)
{
    program p;
    p.add(std::move(s));
    return work_of(std::move(p));
}

std::string body_of(const work& w, const pipeline_options& options = {})
{
    return write_pipeline(w, options).body;
}

/// The condition of the last of three steps, as it is sent; "" for none.
std::string sent_condition(cond c, hrana_version version)
{
    program p;
    p.add(sql("a"));
    p.add(sql("b"));
    p.add(std::move(c), sql("c"));
    const auto w = work_of(std::move(p));
    EXPECT_FALSE(refusal(w, version));
    pipeline_options options;
    options.version = version;
    const auto body = json::parse(body_of(w, options));
    const auto& step = body.at("requests").at(0).at("batch").at("steps").at(2).as_object();
    const auto* sent = step.if_contains("condition");
    return sent != nullptr ? json::serialize(*sent) : "";
}

TEST(HranaWriter, OneStatement_IsExecuted)
{
    const auto made = write_pipeline(one(sql("SELECT ?, ?", 7, "x")), {});
    EXPECT_EQ(
        made.body, R"({"baton":null,"requests":[{"type":"execute","stmt":{"sql":"SELECT ?, ?","args":[)"
                   R"({"type":"integer","value":"7"},{"type":"text","value":"x"}],"want_rows":true}},)"
                   R"({"type":"close"}]})");
    EXPECT_EQ(made.shape.first, hrana_request::execute);
    EXPECT_EQ(made.shape.steps, 1U);
    EXPECT_FALSE(made.shape.get_autocommit);
    EXPECT_TRUE(made.shape.close);
}

TEST(HranaWriter, NamedArguments_KeepTheirNames)
{
    EXPECT_EQ(
        body_of(one(sql("SELECT :a", named(":a", 1), named("b\"", 2)))),
        R"({"baton":null,"requests":[{"type":"execute","stmt":{"sql":"SELECT :a","named_args":[)"
        R"({"name":":a","value":{"type":"integer","value":"1"}},)"
        R"({"name":"b\"","value":{"type":"integer","value":"2"}}],"want_rows":true}},{"type":"close"}]})");
}

TEST(HranaWriter, BatonAndWhatFollows_AreAsked)
{
    auto w = one(sql("SELECT 1"));
    w.wants_autocommit = true;
    pipeline_options options;
    options.baton = "a/b+\"=";
    options.close = false;
    options.replication_index = 18446744073709551615U;
    const auto made = write_pipeline(w, options);
    EXPECT_EQ(
        made.body, R"({"baton":"a/b+\"=","requests":[{"type":"execute","stmt":{"sql":"SELECT 1",)"
                   R"("want_rows":true,"replication_index":"18446744073709551615"}},)"
                   R"({"type":"get_autocommit"}]})");
    EXPECT_TRUE(made.shape.get_autocommit);
    EXPECT_FALSE(made.shape.close);
}

TEST(HranaWriter, AutocommitOnVersion2_IsNotAsked)
{
    auto w = one(sql("SELECT 1"));
    w.wants_autocommit = true;
    pipeline_options options;
    options.version = hrana_version::v2;
    const auto made = write_pipeline(w, options);
    EXPECT_EQ(made.body.find("autocommit"), std::string::npos);
    EXPECT_FALSE(made.shape.get_autocommit);
}

TEST(HranaWriter, Script_IsASequence)
{
    const auto made = write_pipeline(work_of(script{"SELECT 1;\nSELECT 2"}), {});
    EXPECT_EQ(
        made.body, R"({"baton":null,"requests":[{"type":"sequence","sql":"SELECT 1;\nSELECT 2"},)"
                   R"({"type":"close"}]})");
    EXPECT_EQ(made.shape.first, hrana_request::sequence);
}

TEST(HranaWriter, Description_IsAsked)
{
    pipeline_options options;
    options.replication_index = 4;
    const auto made = write_pipeline(work_of(description_request{"SELECT 1"}), options);
    EXPECT_EQ(
        made.body, R"({"baton":null,"requests":[{"type":"describe","sql":"SELECT 1",)"
                   R"("replication_index":"4"},{"type":"close"}]})");
    EXPECT_EQ(made.shape.first, hrana_request::describe);
}

TEST(HranaWriter, CloseAlone_IsNothingElse)
{
    const auto made = write_close("b");
    EXPECT_EQ(made.body, R"({"baton":"b","requests":[{"type":"close"}]})");
    EXPECT_EQ(made.shape.first, hrana_request::none);
    EXPECT_TRUE(made.shape.close);
}

TEST(HranaWriter, SeveralSteps_AreABatch)
{
    program p;
    const auto first = p.add(sql("BEGIN"));
    p.add(cond::ok(first), sql("COMMIT"));
    const auto made = write_pipeline(work_of(std::move(p)), {});
    EXPECT_EQ(
        made.body, R"({"baton":null,"requests":[{"type":"batch","batch":{"steps":[)"
                   R"({"stmt":{"sql":"BEGIN","want_rows":true}},)"
                   R"({"condition":{"type":"ok","step":0},"stmt":{"sql":"COMMIT","want_rows":true}}]}},)"
                   R"({"type":"close"}]})");
    EXPECT_EQ(made.shape.first, hrana_request::batch);
    EXPECT_EQ(made.shape.steps, 2U);
}

TEST(HranaWriter, NoStep_IsAnEmptyBatch)
{
    const auto made = write_pipeline(work_of(program()), {});
    EXPECT_EQ(
        made.body, R"({"baton":null,"requests":[{"type":"batch","batch":{"steps":[]}},{"type":"close"}]})");
    EXPECT_EQ(made.shape.steps, 0U);
}

TEST(HranaWriter, OneGuardedStep_IsABatchOnVersion3Only)
{
    program p;
    p.add(cond::in_transaction(), sql("SELECT 1"));
    const auto w = work_of(std::move(p));
    pipeline_options options;
    EXPECT_EQ(write_pipeline(w, options).shape.first, hrana_request::batch);
    options.version = hrana_version::v2;
    EXPECT_EQ(write_pipeline(w, options).shape.first, hrana_request::execute);
}

TEST(HranaWriter, Conditions_AreWrittenForVersion3)
{
    const auto sent = [](cond c) { return sent_condition(std::move(c), hrana_version::v3); };
    EXPECT_EQ(sent(cond::ok(1)), R"({"type":"ok","step":1})");
    EXPECT_EQ(sent(cond::autocommit()), R"({"type":"is_autocommit"})");
    EXPECT_EQ(sent(cond::in_transaction()), R"({"type":"not","cond":{"type":"is_autocommit"}})");
    EXPECT_EQ(
        sent(cond::negation(cond::in_transaction())),
        R"({"type":"not","cond":{"type":"not","cond":{"type":"is_autocommit"}}})");
    EXPECT_EQ(
        sent(cond::all({cond::ok(0), cond::negation(cond::ok(1)), cond::in_transaction()})),
        R"({"type":"and","conds":[{"type":"ok","step":0},{"type":"not","cond":{"type":"ok","step":1}},)"
        R"({"type":"not","cond":{"type":"is_autocommit"}}]})");
    EXPECT_EQ(
        sent(cond::any({cond::ok(0), cond::ok(1)})),
        R"({"type":"or","conds":[{"type":"ok","step":0},{"type":"ok","step":1}]})");
    EXPECT_EQ(sent(cond::all({})), "");
    EXPECT_EQ(sent(cond::any({})), R"({"type":"or","conds":[]})");
}

TEST(HranaWriter, GuardsOnVersion2_AreLeftOut)
{
    const auto sent = [](cond c) { return sent_condition(std::move(c), hrana_version::v2); };
    EXPECT_EQ(sent(cond::in_transaction()), "");
    EXPECT_EQ(sent(cond::all({cond::ok(0), cond::in_transaction()})), R"({"type":"ok","step":0})");
    EXPECT_EQ(sent(cond::all({cond::in_transaction(), cond::in_transaction()})), "");
    EXPECT_EQ(sent(cond::any({cond::ok(0), cond::in_transaction()})), "");
    EXPECT_EQ(sent(cond::negation(cond::in_transaction())), R"({"type":"or","conds":[]})");
    EXPECT_EQ(
        sent(cond::any({cond::ok(0), cond::negation(cond::in_transaction())})), R"({"type":"ok","step":0})");
    EXPECT_EQ(
        sent(cond::all({cond::ok(0), cond::in_transaction(), cond::negation(cond::ok(1))})),
        R"({"type":"and","conds":[{"type":"ok","step":0},{"type":"not","cond":{"type":"ok","step":1}}]})");
}

TEST(HranaWriter, AskingAutocommitOnVersion2_IsRefused)
{
    program p;
    p.add(sql("a"));
    p.add(cond::all({cond::ok(0), cond::negation(cond::autocommit())}), sql("b"));
    const auto w = work_of(std::move(p));
    EXPECT_FALSE(refusal(w, hrana_version::v3));
    const auto refused = refusal(w, hrana_version::v2);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, make_error_code(errc::unsupported));
    EXPECT_EQ(refused->what_happened, outcome::not_executed);
}

TEST(HranaWriter, TextThatIsNotUtf8_IsRefused)
{
    const std::string bad = "SELECT '\xFF'";
    for (const auto& w :
         {one(sql(bad)), one(sql("SELECT :a", named("\xFF", 1))), work_of(script{bad}),
          work_of(description_request{bad})})
    {
        const auto refused = refusal(w, hrana_version::v3);
        ASSERT_TRUE(refused);
        EXPECT_EQ(refused->code, make_error_code(errc::bad_argument));
    }
    EXPECT_FALSE(refusal(work_of(script{"SELECT 'ü'"}), hrana_version::v3));
}

std::string random_text(std::mt19937& random)
{
    static const std::vector<std::string> parts{"a",
                                                "/",
                                                "\"",
                                                "\\",
                                                "\n",
                                                std::string(1, '\0'),
                                                "ü",
                                                "😀",
                                                "\x1F",
                                                "\x7F",
                                                "plain text, a bit longer"};
    std::string out;
    for (auto i = random() % 12; i > 0; --i)
        out += parts[random() % parts.size()];
    return out;
}

value random_value(std::mt19937& random)
{
    switch (random() % 5)
    {
    case 0:
        return null_value();
    case 1:
        return static_cast<std::int64_t>(random() * 6364136223846793005U);
    case 2:
        return static_cast<double>(random()) / 1024.0;
    case 3:
        return random_text(random);
    default:
        return blob_value(random() % 9, std::byte{static_cast<unsigned char>(random())});
    }
}

/// What a strict parser must make of a written value.
json::value parsed_form(const value& v)
{
    struct former
    {
        json::value operator()(null_value) const { return {{"type", "null"}}; }
        json::value operator()(std::int64_t n) const
        {
            return {{"type", "integer"}, {"value", std::to_string(n)}};
        }
        json::value operator()(double n) const { return {{"type", "float"}, {"value", n}}; }
        json::value operator()(const std::string& text) const { return {{"type", "text"}, {"value", text}}; }
        json::value operator()(const blob_value& bytes) const
        {
            const std::string_view plain(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            return {{"type", "blob"}, {"base64", codec::base64_encode(plain)}};
        }
    };
    return std::visit(former(), v);
}

TEST(HranaWriter, RandomPrograms_AreReadTheSameByAStrictParser)
{
    std::mt19937 random(5);
    for (int round = 0; round < 500; ++round)
    {
        program p;
        for (auto steps = random() % 5; steps > 0; --steps)
        {
            statement s{random_text(random), {}, false};
            const bool by_name = random() % 2 == 0;
            for (auto count = random() % 5; count > 0; --count)
            {
                if (by_name)
                    s.args.add(random_text(random), random_value(random));
                else
                    s.args.add(random_value(random));
            }
            if (p.size() > 0 && random() % 2 == 0)
                p.add(cond::all({cond::ok(p.size() - 1), cond::in_transaction()}), std::move(s));
            else
                p.add(std::move(s));
        }
        const auto w = work_of(p);
        const auto made = write_pipeline(w, {});
        std::string why;
        const auto body = codec::parse_strict_json(made.body, {}, &why);
        ASSERT_TRUE(body) << why << "\n" << made.body;
        const auto& first = body->at("requests").at(0);
        for (std::size_t i = 0; i < p.size(); ++i)
        {
            const auto& what = p.steps()[i].what;
            const auto& stmt = made.shape.first == hrana_request::execute
                                   ? first.at("stmt")
                                   : first.at("batch").at("steps").at(i).at("stmt");
            ASSERT_EQ(std::string_view(stmt.at("sql").as_string()), what.sql);
            EXPECT_TRUE(stmt.at("want_rows").as_bool());
            EXPECT_FALSE(stmt.as_object().contains("args") && stmt.as_object().contains("named_args"));
            for (std::size_t n = 0; n < what.args.positional().size(); ++n)
                EXPECT_EQ(stmt.at("args").at(n), parsed_form(what.args.positional()[n]));
            for (std::size_t n = 0; n < what.args.by_name().size(); ++n)
            {
                const auto& sent = stmt.at("named_args").at(n);
                EXPECT_EQ(std::string_view(sent.at("name").as_string()), what.args.by_name()[n].name);
                EXPECT_EQ(sent.at("value"), parsed_form(what.args.by_name()[n].content));
            }
        }
    }
}

} // namespace
