#pragma once

#include <ws/turso/error.hpp>
#include <ws/turso/rows.hpp>
#include <ws/turso/statement.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace ws::turso
{

/// When a step of a program is carried out, decided at the server without another
/// round trip. There is no "step failed": servers disagree on what it says of a
/// skipped step; negate ok() instead.
class step_condition
{
public:
    enum class node_kind : std::uint8_t
    {
        ok,            ///< step() succeeded; false when it was skipped
        negation,      ///< of operands()[0]
        all,           ///< of operands(); true when there is none
        any,           ///< of operands(); false when there is none
        autocommit,    ///< the connection is in no transaction
        in_transaction ///< the same negated, left out (true) for servers that cannot tell
    };

    static step_condition ok(std::size_t step);
    static step_condition negation(step_condition c);
    static step_condition all(std::vector<step_condition> conditions);
    static step_condition any(std::vector<step_condition> conditions);
    static step_condition autocommit();
    /// The guard of every statement in a transaction. Servers that speak only version
    /// 2 of the protocol cannot check it: there it is left out.
    static step_condition in_transaction();

    [[nodiscard]] node_kind kind() const noexcept { return kind_; }
    [[nodiscard]] std::size_t step() const noexcept { return step_; }
    [[nodiscard]] std::span<const step_condition> operands() const noexcept { return operands_; }

private:
    explicit step_condition(node_kind kind) : kind_(kind) {}

    node_kind kind_;
    std::size_t step_ = 0;
    std::vector<step_condition> operands_;
};

/// Statements that travel together and are carried out in order in one connection,
/// each under its condition. A failing step does not stop the next ones: conditions do.
/// Not a transaction by itself: client::batch() makes one.
class program
{
public:
    struct step
    {
        statement what;
        std::optional<step_condition> when;
    };

    /// The index of the step, for step_condition::ok() of later ones. A condition
    /// may name only earlier steps, and nest at most four levels deep.
    std::size_t add(statement what);
    std::size_t add(step_condition when, statement what);

    [[nodiscard]] const std::vector<step>& steps() const noexcept { return steps_; }
    [[nodiscard]] std::size_t size() const noexcept { return steps_.size(); }
    /// The first thing wrong with it: a text, an argument, a condition; "" when nothing is.
    [[nodiscard]] std::string problem() const;

private:
    std::vector<step> steps_;
};

struct skipped
{
};

/// What became of one step.
using step_outcome = std::variant<skipped, rows, error>;

/// What became of each step, in their order.
class program_result
{
public:
    program_result() = default;
    explicit program_result(std::vector<step_outcome> steps) : steps_(std::move(steps)) {}

    [[nodiscard]] std::size_t size() const noexcept { return steps_.size(); }
    [[nodiscard]] const step_outcome& operator[](std::size_t step) const noexcept { return steps_[step]; }
    [[nodiscard]] step_outcome& operator[](std::size_t step) noexcept { return steps_[step]; }
    [[nodiscard]] bool ok(std::size_t step) const noexcept
    {
        return std::holds_alternative<rows>(steps_[step]);
    }
    [[nodiscard]] const error* failure_of(std::size_t step) const noexcept
    {
        return std::get_if<error>(&steps_[step]);
    }
    /// The first step that failed, if any.
    [[nodiscard]] std::optional<std::size_t> first_failure() const noexcept;

private:
    std::vector<step_outcome> steps_;
};

struct parameter_description
{
    std::string name; ///< with its prefix; "" for a plain ?
};

/// What a statement is, without running it.
struct statement_description
{
    std::vector<parameter_description> parameters;
    std::vector<column> columns;
    bool is_explain = false;
    bool is_readonly = false;
};

} // namespace ws::turso
