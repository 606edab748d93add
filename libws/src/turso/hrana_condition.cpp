#include "turso/hrana_condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace ws::turso
{
namespace
{

using node = step_condition::node_kind;

/// Of `all` when `neutral` is true (one false decides), of `any` when it is false.
std::optional<bool> always_of_list(const step_condition& c, hrana_version version, bool neutral)
{
    bool open = false;
    for (const auto& operand : c.operands())
    {
        const auto constant = always(operand, version);
        if (constant == !neutral)
            return !neutral;
        open = open || !constant;
    }
    return open ? std::nullopt : std::optional(neutral);
}

/// Appends an operand list; a single operand that counts stands for the whole.
void append_list(std::string& out, const step_condition& c, hrana_version version, std::string_view type)
{
    const auto counts = [&](const step_condition& operand) { return !always(operand, version); };
    const auto& operands = c.operands();
    if (std::count_if(operands.begin(), operands.end(), counts) == 1)
        return append_condition(out, *std::find_if(operands.begin(), operands.end(), counts), version);

    fmt::format_to(std::back_inserter(out), R"({{"type":"{}","conds":[)", type);
    const char* separator = "";
    for (const auto& operand : operands)
        if (counts(operand))
        {
            out += separator;
            append_condition(out, operand, version);
            separator = ",";
        }
    out += "]}";
}

} // namespace

std::optional<bool> always(const step_condition& c, hrana_version version)
{
    switch (c.kind())
    {
    case node::ok:
    case node::autocommit:
        return std::nullopt;
    case node::in_transaction:
        return version == hrana_version::v2 ? std::optional(true) : std::nullopt;
    case node::negation:
        if (const auto constant = always(c.operands()[0], version))
            return !*constant;
        return std::nullopt;
    case node::all:
        return always_of_list(c, version, true);
    case node::any:
        return always_of_list(c, version, false);
    }
    return std::nullopt;
}

bool asks_autocommit(const step_condition& c)
{
    return c.kind() == node::autocommit ||
           std::any_of(c.operands().begin(), c.operands().end(), asks_autocommit);
}

void append_condition(std::string& out, const step_condition& c, hrana_version version)
{
    // Servers agree that nothing is true of all and of none: `and` of nothing is true, `or` false.
    if (const auto constant = always(c, version))
    {
        out += *constant ? R"({"type":"and","conds":[]})" : R"({"type":"or","conds":[]})";
        return;
    }
    switch (c.kind())
    {
    case node::ok:
        fmt::format_to(std::back_inserter(out), R"({{"type":"ok","step":{}}})", c.step());
        return;
    case node::autocommit:
        out += R"({"type":"is_autocommit"})";
        return;
    case node::in_transaction:
        out += R"({"type":"not","cond":{"type":"is_autocommit"}})";
        return;
    case node::negation:
        out += R"({"type":"not","cond":)";
        append_condition(out, c.operands()[0], version);
        out += '}';
        return;
    case node::all:
        append_list(out, c, version, "and");
        return;
    case node::any:
        append_list(out, c, version, "or");
        return;
    }
}

} // namespace ws::turso
