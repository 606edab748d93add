#include <ws/turso/program.hpp>

#include <fmt/format.h>

namespace ws::turso
{
namespace
{

/// Servers refuse JSON nested too deep; nothing needs more than this.
constexpr int deepest_condition = 4;

/// What is wrong with the condition of step `own`, or "".
std::string mistake_in(const step_condition& c, std::size_t own, int depth)
{
    if (depth > deepest_condition)
        return fmt::format(
            "the condition of step {} is nested more than {} levels deep", own, deepest_condition);
    if (c.kind() == step_condition::node_kind::ok && c.step() >= own)
        return fmt::format("the condition of step {} names step {}, which is not before it", own, c.step());
    for (const auto& operand : c.operands())
        if (auto mistake = mistake_in(operand, own, depth + 1); !mistake.empty())
            return mistake;
    return {};
}

/// What is wrong with the statement itself, or "".
std::string mistake_in(const statement& s)
{
    if (!is_utf8(s.sql))
        return "the SQL text is not UTF-8";
    // SQLite would take what is before it for the whole.
    if (s.sql.find('\0') != std::string::npos)
        return "the SQL text has a NUL character";
    return s.args.problem();
}

} // namespace

step_condition step_condition::ok(std::size_t step)
{
    step_condition c(node_kind::ok);
    c.step_ = step;
    return c;
}

step_condition step_condition::negation(step_condition negated)
{
    step_condition c(node_kind::negation);
    c.operands_.push_back(std::move(negated));
    return c;
}

step_condition step_condition::all(std::vector<step_condition> conditions)
{
    step_condition c(node_kind::all);
    c.operands_ = std::move(conditions);
    return c;
}

step_condition step_condition::any(std::vector<step_condition> conditions)
{
    step_condition c(node_kind::any);
    c.operands_ = std::move(conditions);
    return c;
}

step_condition step_condition::autocommit() { return step_condition(node_kind::autocommit); }

step_condition step_condition::in_transaction() { return step_condition(node_kind::in_transaction); }

std::size_t program::add(statement what)
{
    steps_.push_back({std::move(what), std::nullopt});
    return steps_.size() - 1;
}

std::size_t program::add(step_condition when, statement what)
{
    steps_.push_back({std::move(what), std::move(when)});
    return steps_.size() - 1;
}

std::string program::problem() const
{
    for (std::size_t i = 0; i < steps_.size(); ++i)
    {
        if (auto mistake = mistake_in(steps_[i].what); !mistake.empty())
            return steps_.size() == 1 ? mistake : fmt::format("statement {}: {}", i, mistake);
        if (steps_[i].when)
            if (auto mistake = mistake_in(*steps_[i].when, i, 1); !mistake.empty())
                return mistake;
    }
    return {};
}

std::optional<std::size_t> program_result::first_failure() const noexcept
{
    for (std::size_t i = 0; i < steps_.size(); ++i)
        if (std::holds_alternative<error>(steps_[i]))
            return i;
    return std::nullopt;
}

} // namespace ws::turso
