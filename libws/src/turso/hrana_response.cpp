#include "turso/hrana_response.hpp"

#include <cassert>
#include <utility>

namespace ws::turso
{
namespace
{

constexpr std::uint32_t bit_of(member m) { return std::uint32_t{1} << static_cast<unsigned>(m); }

} // namespace

response_reader::response_reader(const pipeline_shape& asked) : step_count_(asked.steps)
{
    const auto expect = [this](subject s) { asked_[asked_count_++] = s; };
    switch (asked.first)
    {
    case hrana_request::none:
        break;
    case hrana_request::execute:
        expect(subject::execute);
        break;
    case hrana_request::batch:
        expect(subject::batch);
        break;
    case hrana_request::sequence:
        made_.content.what = std::monostate();
        expect(subject::sequence);
        break;
    case hrana_request::describe:
        made_.content.what = statement_description();
        expect(subject::describe);
        break;
    }
    if (asked.get_autocommit)
        expect(subject::get_autocommit);
    if (asked.close)
        expect(subject::close);
}

bool response_reader::has_seen(member m) const noexcept { return (frames_[depth_].seen & bit_of(m)) != 0; }

bool response_reader::refuse(std::string problem)
{
    problem_ = std::move(problem);
    return false;
}

bool response_reader::key(std::string_view name)
{
    if (skipping_ > 0)
        return true;
    top().at = member_of(top().where, name);
    if (top().at == member::other)
        return true;
    if (has_seen(top().at))
        return refuse("a member occurs twice in an object");
    top().seen |= bit_of(top().at);
    return true;
}

/// What the object is that begins here; nothing where none has a meaning.
std::optional<place> response_reader::object_here() const noexcept
{
    const auto& [where, at, seen] = frames_[depth_];
    switch (where)
    {
    case place::outside:
        return place::root;
    case place::results:
        return place::one_result;
    case place::one_result:
        if (at == member::response)
            return place::response;
        return at == member::error_object ? std::optional(place::server_error) : std::nullopt;
    case place::response:
        if (at != member::result_object)
            return std::nullopt;
        if (current() == subject::execute)
            return place::statement_result;
        if (current() == subject::batch)
            return place::batch;
        return current() == subject::describe ? std::optional(place::description) : std::nullopt;
    case place::step_results:
        return place::statement_result;
    case place::step_errors:
        return place::server_error;
    case place::columns:
        return place::one_column;
    case place::row:
        return place::cell;
    case place::parameters:
        return place::parameter;
    default:
        return std::nullopt;
    }
}

std::optional<place> response_reader::array_here() const noexcept
{
    const auto& [where, at, seen] = frames_[depth_];
    if (where == place::row_list)
        return place::row;
    if (where == place::statement_result && at == member::row_list)
        return place::row_list;
    if ((where == place::statement_result || where == place::description) && at == member::cols)
        return place::columns;
    if (where == place::batch && at == member::step_results)
        return place::step_results;
    if (where == place::batch && at == member::step_errors)
        return place::step_errors;
    if (where == place::description && at == member::params)
        return place::parameters;
    if (where == place::root && at == member::results)
        return place::results;
    return std::nullopt;
}

bool response_reader::begin_object()
{
    if (skipping_ == 0)
        return enter(object_here());
    ++skipping_;
    return true;
}

bool response_reader::begin_array()
{
    if (skipping_ == 0)
        return enter(array_here());
    ++skipping_;
    return true;
}

bool response_reader::end_object()
{
    if (skipping_ == 0)
        return leave();
    --skipping_;
    return true;
}

bool response_reader::end_array() { return end_object(); }

bool response_reader::enter(std::optional<place> next)
{
    if (!next)
    {
        if (top().at != member::other || is_list(top().where))
            return refuse("an object or array stands where it has no meaning");
        skipping_ = 1;
        return true;
    }
    if (!prepare(*next))
        return false;
    assert(depth_ + 1 < most_frames);
    frames_[++depth_] = {*next, member::other, 0};
    return true;
}

/// Makes ready for an object or array that begins inside the top frame.
bool response_reader::prepare(place entered)
{
    switch (entered)
    {
    case place::one_result:
        if (result_count_++ == asked_count_)
            return refuse("more results than requests");
        result_ = {};
        return true;
    case place::statement_result:
        statement_.begin();
        if (top().where == place::step_results && step_results_.size() == step_count_)
            return refuse("more step results than steps");
        return true;
    case place::row_list:
        statement_.begin_rows(has_seen(member::cols));
        return true;
    case place::cell:
        cell_.begin();
        return true;
    case place::server_error:
        if (top().where == place::step_errors && step_errors_.size() == step_count_)
            return refuse("more step errors than steps");
        message_.clear();
        code_.clear();
        extended_code_.clear();
        return true;
    case place::one_column:
    case place::parameter:
        name_.clear();
        declared_type_.clear();
        return true;
    default:
        return true;
    }
}

/// The top frame's object or array is complete: judge it, and go on in the one around it.
bool response_reader::leave()
{
    switch (top().where)
    {
    case place::root:
        return end_root();
    case place::one_result:
        return end_result();
    case place::statement_result:
        return end_statement();
    case place::one_column:
        return end_column();
    case place::row:
        pop();
        return statement_.end_row() || refuse("a row has not as many cells as there are columns");
    case place::cell:
        return end_cell();
    case place::batch:
        return end_batch();
    case place::server_error:
        return end_server_error();
    case place::parameter:
        return end_parameter();
    case place::description:
        return end_description();
    default:
        pop();
        return true;
    }
}

bool response_reader::scalar(const json_scalar& s)
{
    if (skipping_ > 0)
        return true;
    const member m = top().at;
    switch (top().where)
    {
    case place::cell:
        return cell_.put(m, s) || refuse("a cell's member is none that a value has");
    case place::statement_result:
        return statement_.put(m, s) || refuse("a result's number is none, or out of range");
    case place::one_column:
    case place::parameter:
        return put_name_or_type(m, s);
    case place::step_results:
    case place::step_errors:
        return put_null_step(s);
    case place::server_error:
        return put_error_text(m, s);
    case place::root:
        return put_in_root(m, s);
    case place::one_result:
        return put_in_result(m, s);
    case place::response:
        return put_in_response(m, s);
    case place::batch:
        return m == member::other || (m == member::replication_index && statement_.put(m, s)) ||
               refuse("a member of a batch's result is not what it must be");
    case place::description:
        return put_in_description(m, s);
    default:
        return refuse("a value stands where an object or array must be");
    }
}

} // namespace ws::turso
