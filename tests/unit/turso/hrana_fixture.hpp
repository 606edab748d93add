#pragma once

#include "support/hrana_answers.hpp"
#include "turso/hrana_shape.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ws::test
{

constexpr turso::pipeline_shape asked_execute{turso::hrana_request::execute, 1, false, false};
constexpr turso::pipeline_shape asked_describe{turso::hrana_request::describe, 0, false, false};
constexpr turso::pipeline_shape asked_sequence{turso::hrana_request::sequence, 0, false, false};

constexpr turso::pipeline_shape asked_batch(std::size_t steps)
{
    return {turso::hrana_request::batch, steps, false, false};
}

/// The same with what usually follows.
constexpr turso::pipeline_shape and_autocommit_close(turso::pipeline_shape shape)
{
    shape.get_autocommit = true;
    shape.close = true;
    return shape;
}

/// An answer of a real server.
inline std::string recorded_answer(const std::string& name)
{
    std::ifstream file(std::string(WS_TEST_DATA) + "/hrana/" + name, std::ios::binary);
    if (!file)
        throw std::runtime_error("no recorded answer " + name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::string answer_with(std::string_view results)
{
    return fmt::format(R"({{"baton":null,"base_url":null,"results":[{}]}})", results);
}

/// The answer to execute with that StmtResult.
inline std::string execute_answer(std::string_view statement_result)
{
    return answer_with(
        fmt::format(R"({{"type":"ok","response":{{"type":"execute","result":{}}}}})", statement_result));
}

/// The answer to execute with one row of one cell.
inline std::string cell_answer(std::string_view cell)
{
    return execute_answer(fmt::format(R"({{"cols":[{{"name":"v"}}],"rows":[[{}]]}})", cell));
}

inline const turso::rows& rows_of(const turso::result<turso::pipeline_answer>& read, std::size_t step = 0)
{
    return std::get<turso::rows>(std::get<turso::program_result>(read.value().content.what)[step]);
}

inline const turso::error& error_of(const turso::result<turso::pipeline_answer>& read, std::size_t step = 0)
{
    return std::get<turso::error>(std::get<turso::program_result>(read.value().content.what)[step]);
}

} // namespace ws::test
