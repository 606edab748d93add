#include "turso/lost_transaction.hpp"

#include <ws/turso/statement_group.hpp>

#include <utility>

namespace ws::turso
{
namespace
{

/// Step 0 is BEGIN, the k-th statement is step k + 1, then COMMIT and ROLLBACK.
class statement_group final : public group_plan<statement, rows>
{
public:
    using items = std::span<const statement* const>;

    [[nodiscard]] std::size_t size_bytes(const statement& s) const override
    {
        return s.sql.size() + s.args.size_bytes();
    }

    program compose(items group) override
    {
        using when = step_condition;
        const auto inside = when::all({when::ok(0), when::in_transaction()});
        program p;
        p.add(sql("BEGIN IMMEDIATE"));
        for (const auto* s : group)
            p.add(inside, *s);
        const std::size_t commit = p.add(inside, sql("COMMIT"));
        p.add(
            when::all({when::ok(0), when::negation(when::ok(commit)), when::in_transaction()}),
            sql("ROLLBACK"));
        return p;
    }

    [[nodiscard]] bool committed(items group, const program_result& told) const override
    {
        return told.ok(group.size() + 1);
    }

    std::vector<result<rows>> read(items group, program_result told) override
    {
        const std::size_t commit = group.size() + 1;
        std::vector<result<rows>> replies;
        replies.reserve(group.size());
        for (std::size_t i = 1; i < commit; ++i)
            replies.push_back(reply(told, i, commit));
        return replies;
    }

private:
    static result<rows> reply(program_result& told, std::size_t step, std::size_t commit)
    {
        if (const auto* own = told.failure_of(step))
            return *own;
        if (told.ok(commit))
            return std::get<rows>(std::move(told[step]));
        error why = lost_transaction();
        for (const std::size_t cause : {std::size_t{0}, commit})
            if (const auto* failed = told.failure_of(cause))
                why = *failed;
        why.what_happened = outcome::not_executed;
        return why;
    }
};

} // namespace

std::unique_ptr<group_plan<statement, rows>> make_statement_group()
{
    return std::make_unique<statement_group>();
}

} // namespace ws::turso
