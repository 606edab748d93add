#include "turso/hrana_response.hpp"
#include "turso/sqlite_codes.hpp"

#include <fmt/format.h>

#include <utility>

/// What the members of an answer's objects mean, and what each object must be at its end.
namespace ws::turso
{

std::string_view response_reader::name_of(subject s) noexcept
{
    switch (s)
    {
    case subject::execute:
        return "execute";
    case subject::batch:
        return "batch";
    case subject::sequence:
        return "sequence";
    case subject::describe:
        return "describe";
    case subject::get_autocommit:
        return "get_autocommit";
    case subject::close:
        return "close";
    }
    return {};
}

bool response_reader::put_in_root(member m, const json_scalar& s)
{
    if (m == member::other)
        return true;
    if (m == member::results || !(s.is_text() || s.is_null()))
        return refuse("a member of the answer is not what it must be");
    if (m == member::base_url)
        made_.base_url = s.text;
    else if (!s.text.empty())
        made_.baton = s.text;
    return true;
}

bool response_reader::put_in_result(member m, const json_scalar& s)
{
    if (m == member::type && s.is_text())
        result_.type = s.text;
    else if (m != member::other && !s.is_null())
        return refuse("a member of a result is not what it must be");
    return true;
}

bool response_reader::put_in_response(member m, const json_scalar& s)
{
    if (m == member::type && s.is_text())
        result_.response_type = s.text;
    else if (m == member::is_autocommit && s.is == json_scalar::form::boolean)
        result_.is_autocommit = s.yes;
    else if (m != member::other && !s.is_null())
        return refuse("a member of a response is not what it must be");
    return true;
}

bool response_reader::put_in_description(member m, const json_scalar& s)
{
    if (m == member::other)
        return true;
    if (s.is != json_scalar::form::boolean || m == member::cols || m == member::params)
        return refuse("a member of a description is not what it must be");
    (m == member::is_explain ? description_.is_explain : description_.is_readonly) = s.yes;
    return true;
}

bool response_reader::put_name_or_type(member m, const json_scalar& s)
{
    if (m == member::other)
        return true;
    (m == member::name ? name_ : declared_type_) = s.text;
    return s.is_text() || s.is_null() || refuse("a column's name or type is no text");
}

/// Codes that are no text are of no use to us, and no reason to refuse an error.
bool response_reader::put_error_text(member m, const json_scalar& s)
{
    if (!s.is_text())
        return true;
    if (m == member::message)
        message_ = s.text;
    else if (m == member::code)
        code_ = s.text;
    else if (m == member::extended_code)
        extended_code_ = s.text;
    return true;
}

bool response_reader::put_null_step(const json_scalar& s)
{
    const bool is_result = top().where == place::step_results;
    if (!s.is_null())
        return refuse("a step's result or error is neither an object nor null");
    if ((is_result ? step_results_.size() : step_errors_.size()) == step_count_)
        return refuse("more step results or errors than steps");
    if (is_result)
        step_results_.emplace_back();
    else
        step_errors_.emplace_back();
    return true;
}

bool response_reader::end_cell()
{
    pop();
    const auto cell = cell_.end();
    if (!cell)
        return refuse("a cell is no value that its type can have");
    statement_.add(*cell);
    return true;
}

bool response_reader::end_column()
{
    pop(); // in `columns` now
    if (frames_[depth_ - 1].where == place::statement_result)
        return statement_.add_column(std::move(name_), std::move(declared_type_)) ||
               refuse("too many columns");
    if (description_.columns.size() == most_columns)
        return refuse("too many columns");
    description_.columns.push_back({std::move(name_), std::move(declared_type_)});
    return true;
}

bool response_reader::end_parameter()
{
    pop();
    if (description_.parameters.size() == most_columns)
        return refuse("too many parameters");
    description_.parameters.push_back({std::move(name_)});
    return true;
}

bool response_reader::end_statement()
{
    pop();
    auto made = statement_.take();
    if (!made)
        return refuse("a row has not as many cells as there are columns");
    if (top().where == place::step_results)
        step_results_.push_back(std::move(made));
    else
        steps_.emplace_back(std::move(*made));
    result_.has_content = true;
    return true;
}

bool response_reader::end_server_error()
{
    pop();
    auto e = statement_error(message_, code_, extended_code_);
    if (top().where == place::step_errors)
        step_errors_.emplace_back(std::move(e));
    else
        result_.failure = std::move(e);
    return true;
}

bool response_reader::end_batch()
{
    pop();
    if (step_results_.size() != step_count_ || step_errors_.size() != step_count_)
        return refuse(fmt::format(
            "{} results and {} errors of {} steps", step_results_.size(), step_errors_.size(), step_count_));
    steps_.reserve(step_count_);
    for (std::size_t i = 0; i < step_count_; ++i)
    {
        if (step_results_[i] && step_errors_[i])
            return refuse(fmt::format("step {} has a result and an error", i));
        if (step_results_[i])
            steps_.emplace_back(std::move(*step_results_[i]));
        else if (step_errors_[i])
            steps_.emplace_back(std::move(*step_errors_[i]));
        else
            steps_.emplace_back(skipped());
    }
    result_.has_content = true;
    return true;
}

bool response_reader::end_description()
{
    pop();
    result_.has_content = true;
    return true;
}

bool response_reader::end_result()
{
    pop();
    if (result_.type == "ok")
        return record_success();
    if (result_.type != "error" || !result_.failure)
        return refuse("a result is neither a response nor an error");
    record_failure(std::move(*result_.failure));
    return true;
}

bool response_reader::record_success()
{
    const auto expected = name_of(current());
    if (result_.response_type != expected)
        return refuse(fmt::format("the answer to {} is none", expected));
    switch (current())
    {
    case subject::execute:
    case subject::batch:
        made_.content.what = program_result(std::move(steps_));
        break;
    case subject::describe:
        made_.content.what = std::move(description_);
        break;
    case subject::get_autocommit:
        made_.content.autocommit = result_.is_autocommit;
        result_.has_content = result_.is_autocommit.has_value();
        break;
    case subject::close:
        made_.closed_ok = true;
        return true;
    case subject::sequence:
        return true;
    }
    return result_.has_content || refuse(fmt::format("the answer to {} is incomplete", expected));
}

void response_reader::record_failure(error e)
{
    const bool is_side = current() == subject::get_autocommit || current() == subject::close;
    const bool is_program = current() == subject::execute || current() == subject::batch;
    if (is_side)
        made_.side_error = std::move(e);
    else if (is_program && step_count_ == 1)
    {
        std::vector<step_outcome> only_step;
        only_step.emplace_back(std::move(e));
        made_.content.what = program_result(std::move(only_step));
    }
    else
    {
        // A batch is read as a whole before its first step runs.
        if (current() == subject::batch && cannot_be_read(e))
            e.what_happened = outcome::not_executed;
        made_.whole_error = std::move(e);
    }
}

bool response_reader::end_root()
{
    if (!has_seen(member::results))
        return refuse("an answer without results");
    pop();
    if (result_count_ != asked_count_)
        return refuse(fmt::format("{} results for {} requests", result_count_, asked_count_));
    return true;
}

pipeline_answer response_reader::take()
{
    made_.replication_index = statement_.replication_index();
    return std::move(made_);
}

} // namespace ws::turso
