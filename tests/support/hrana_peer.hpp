#pragma once

#include "support/scripted_server.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The other end of Hrana over HTTP, for a scripted_server.
namespace ws::test
{

/// A pipeline as a server reads it. Throws where the request has none.
struct seen_pipeline
{
    explicit seen_pipeline(const seen_request& request);

    boost::json::object body;
    std::string baton;              ///< "" where it opens a stream
    std::vector<std::string> kinds; ///< of its requests, in their order
    std::vector<std::string> sql;   ///< of all its statements, in their order

    [[nodiscard]] bool closes() const { return !kinds.empty() && kinds.back() == "close"; }
    [[nodiscard]] bool only_closes() const { return kinds.size() == 1 && closes(); }
};

/// What a server says of the stream in its answer.
struct stream_facts
{
    std::optional<std::string> baton; ///< nothing: null
    std::string base_url;             ///< "": null
    bool autocommit = false;
};

/// A server that behaves has a next baton for a stream that goes on, and is in a
/// transaction until a COMMIT or ROLLBACK.
stream_facts usual_facts(const seen_request& request);

/// The answer that fits the request: every statement gives one row, the number 1.
std::string pipeline_answer(const seen_request& request, const stream_facts& facts);
reaction good_answer(const seen_request& request);
reaction good_answer(const seen_request& request, const stream_facts& facts);

/// The answer whose results are `results`, JSON with commas between them.
std::string answer_of_results(std::string_view results, std::string_view baton = "null");
/// The results of `execute` with one row of one cell, and of `close`.
std::string results_with_cell(std::string_view cell);

} // namespace ws::test
