#include "support/hrana_peer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace ws::test
{
namespace
{

namespace json = boost::json;

constexpr std::string_view one_row =
    R"({"cols":[{"name":"n","decltype":null}],"rows":[[{"type":"integer","value":"1"}]],)"
    R"("affected_row_count":1,"last_insert_rowid":"1"})";

std::string text_of(const json::value& v) { return std::string(v.as_string()); }

std::string repeated(std::string_view text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out.append(i > 0 ? "," : "").append(text);
    return out;
}

std::string response_to(const json::object& asked, const stream_facts& facts)
{
    const auto kind = text_of(asked.at("type"));
    if (kind == "execute")
        return fmt::format(R"({{"type":"execute","result":{}}})", one_row);
    if (kind == "get_autocommit")
        return fmt::format(R"({{"type":"get_autocommit","is_autocommit":{}}})", facts.autocommit);
    if (kind == "describe")
        return R"({"type":"describe","result":{"params":[],"cols":[],"is_explain":false,"is_readonly":true}})";
    if (kind != "batch")
        return fmt::format(R"({{"type":"{}"}})", kind);
    const auto count = asked.at("batch").at("steps").as_array().size();
    return fmt::format(
        R"({{"type":"batch","result":{{"step_results":[{}],"step_errors":[{}]}}}})", repeated(one_row, count),
        repeated("null", count));
}

} // namespace

seen_pipeline::seen_pipeline(const seen_request& request) : body(json::parse(request.body).as_object())
{
    if (const auto* given = body.at("baton").if_string())
        baton = *given;
    for (const auto& asked : body.at("requests").as_array())
    {
        kinds.push_back(text_of(asked.at("type")));
        if (kinds.back() == "batch")
            for (const auto& s : asked.at("batch").at("steps").as_array())
                sql.push_back(text_of(s.at("stmt").at("sql")));
        else if (kinds.back() == "execute")
            sql.push_back(text_of(asked.at("stmt").at("sql")));
    }
}

stream_facts usual_facts(const seen_request& request)
{
    const seen_pipeline p(request);
    stream_facts facts;
    facts.autocommit = !p.sql.empty() && (p.sql.back() == "COMMIT" || p.sql.back() == "ROLLBACK");
    if (!p.closes())
        facts.baton = fmt::format("baton-{}-{}", request.connection, request.number);
    return facts;
}

std::string pipeline_answer(const seen_request& request, const stream_facts& facts)
{
    std::string results;
    const seen_pipeline p(request);
    for (const auto& asked : p.body.at("requests").as_array())
        results += fmt::format(
            R"({}{{"type":"ok","response":{}}})", results.empty() ? "" : ",",
            response_to(asked.as_object(), facts));
    const auto text = [](const std::string& s) { return json::serialize(json::value(s)); };
    return fmt::format(
        R"({{"baton":{},"base_url":{},"results":[{}]}})", facts.baton ? text(*facts.baton) : "null",
        facts.base_url.empty() ? "null" : text(facts.base_url), results);
}

reaction good_answer(const seen_request& request) { return good_answer(request, usual_facts(request)); }

reaction good_answer(const seen_request& request, const stream_facts& facts)
{
    return answer(200, pipeline_answer(request, facts), "Content-Type: application/json\r\n");
}

std::string answer_of_results(std::string_view results, std::string_view baton)
{
    return fmt::format(R"({{"baton":{},"base_url":null,"results":[{}]}})", baton, results);
}

std::string results_with_cell(std::string_view cell)
{
    return fmt::format(
        R"({{"type":"ok","response":{{"type":"execute","result":{{"cols":[{{"name":"v"}}],"rows":[[{}]]}}}}}},)"
        R"({{"type":"ok","response":{{"type":"close"}}}})",
        cell);
}

} // namespace ws::test
