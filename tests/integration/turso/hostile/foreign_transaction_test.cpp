#include "fixture.hpp"

#include <ws/turso/statement_group.hpp>

#include <boost/json/array.hpp>
#include <fmt/format.h>

/// A server whose clients share one connection, which is in somebody else's transaction.
namespace ws::turso
{
namespace
{

using namespace test;
namespace json = boost::json;

/// Steps as they end: the outcome of each, as far as they were carried out.
enum class step_end
{
    skipped,
    succeeded,
    failed,
};

bool holds(const json::object& condition, const std::vector<step_end>& before)
{
    const auto& type = condition.at("type").as_string();
    const auto each = [&](const json::value& c) { return holds(c.as_object(), before); };
    if (type == "is_autocommit")
        return false; // it is in the foreign transaction
    if (type == "ok")
        return before.at(condition.at("step").to_number<std::size_t>()) == step_end::succeeded;
    if (type == "not")
        return !each(condition.at("cond"));
    const auto& all = condition.at("conds").as_array();
    return type == "and" ? std::all_of(all.begin(), all.end(), each)
                         : std::any_of(all.begin(), all.end(), each);
}

constexpr auto nested =
    R"({"message":"cannot start a transaction within a transaction","code":"SQLITE_UNKNOWN"})";

class ForeignTransaction : public hostile_test
{
protected:
    ForeignTransaction()
    {
        answer_by(
            [this](const seen_request& r)
            {
                const seen_pipeline p(r);
                return p.only_closes() ? good_answer(r) : carry_out(p);
            });
    }

    /// What ran, but for the BEGINs, which fail.
    std::vector<std::string> ran;

private:
    reaction carry_out(const seen_pipeline& p)
    {
        std::vector<step_end> ends;
        std::string results;
        std::string errors;
        for (const auto& s : p.body.at("requests").at(0).at("batch").at("steps").as_array())
        {
            const auto* when = s.as_object().if_contains("condition");
            const std::string text(s.at("stmt").at("sql").as_string());
            const bool runs = !when || holds(when->as_object(), ends);
            const bool fails = text.starts_with("BEGIN");
            ends.push_back(!runs ? step_end::skipped : fails ? step_end::failed : step_end::succeeded);
            if (ends.back() == step_end::succeeded)
                ran.push_back(text);
            const char* comma = ends.size() > 1 ? "," : "";
            results += comma;
            results += ends.back() == step_end::succeeded ? R"({"cols":[],"rows":[]})" : "null";
            errors += comma;
            errors += ends.back() == step_end::failed ? nested : "null";
        }
        const auto batch = fmt::format(
            R"({{"type":"ok","response":{{"type":"batch","result":{{"step_results":[{}],"step_errors":[{}]}}}}}})",
            results, errors);
        const bool closes = p.closes();
        const auto second =
            closes ? R"({"type":"ok","response":{"type":"close"}})"
                   : R"({"type":"ok","response":{"type":"get_autocommit","is_autocommit":false}})";
        return answer(200, answer_of_results(batch + "," + second, closes ? "null" : "\"b\""));
    }
};

TEST_F(ForeignTransaction, Batch_NeitherWritesIntoItNorRollsItBack)
{
    for (const auto protocol : {protocol_choice::v3, protocol_choice::v2})
    {
        auto how = usual_options();
        how.protocol = protocol;
        reopen(how);
        std::vector<statement> two{a_write(), a_write()};
        const auto why = finish(db().batch(tx_mode::write, two)).error();
        EXPECT_EQ(why.what_happened, outcome::not_executed) << describe(why);
        EXPECT_FALSE(why.statement.has_value());
        EXPECT_THAT(why.message, testing::HasSubstr("within a transaction"));
        EXPECT_THAT(ran, testing::IsEmpty());
    }
}

TEST_F(ForeignTransaction, Transaction_NeitherWritesIntoItNorRollsItBack)
{
    {
        auto tx = finish(db().begin()).value();
        const auto why = finish(tx.execute(a_write())).error();
        EXPECT_EQ(why.what_happened, outcome::not_executed) << describe(why);
        EXPECT_EQ(tx.state(), tx_state::fresh);
        EXPECT_TRUE(finish(tx.commit()).has_value()); // of nothing
    }
    EXPECT_THAT(ran, testing::IsEmpty());
    answer_by([](const seen_request& r) { return good_answer(r); });
    expect_usable();
}

TEST_F(ForeignTransaction, Group_NeitherWritesIntoItNorRollsItBack)
{
    group_executor<statement, rows> group(db(), make_statement_group());
    auto first = group.submit(a_write(), {}, boost::asio::use_future);
    auto second = group.submit(a_write(), {}, boost::asio::use_future);
    EXPECT_EQ(finish(first).error().what_happened, outcome::not_executed);
    EXPECT_EQ(finish(second).error().what_happened, outcome::not_executed);
    EXPECT_THAT(ran, testing::IsEmpty());
}

} // namespace
} // namespace ws::turso
