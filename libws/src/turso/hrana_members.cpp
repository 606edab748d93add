#include "turso/hrana_members.hpp"

#include <array>
#include <span>

namespace ws::turso
{
namespace
{

struct entry
{
    std::string_view name;
    member what;
};

constexpr std::array in_root{
    entry{"baton", member::baton},
    entry{"base_url", member::base_url},
    entry{"results", member::results},
};
constexpr std::array in_result{
    entry{"type", member::type},
    entry{"response", member::response},
    entry{"error", member::error_object},
};
constexpr std::array in_response{
    entry{"type", member::type},
    entry{"result", member::result_object},
    entry{"is_autocommit", member::is_autocommit},
};
constexpr std::array in_statement_result{
    entry{"cols", member::cols},
    entry{"rows", member::row_list},
    entry{"affected_row_count", member::affected_row_count},
    entry{"last_insert_rowid", member::last_insert_rowid},
    entry{"replication_index", member::replication_index},
    entry{"rows_read", member::rows_read},
    entry{"rows_written", member::rows_written},
    entry{"query_duration_ms", member::query_duration_ms},
};
constexpr std::array in_column{
    entry{"name", member::name},
    entry{"decltype", member::decl_type},
};
constexpr std::array in_cell{
    entry{"type", member::type},
    entry{"value", member::content},
    entry{"base64", member::base64},
};
constexpr std::array in_batch{
    entry{"step_results", member::step_results},
    entry{"step_errors", member::step_errors},
    entry{"replication_index", member::replication_index},
};
constexpr std::array in_server_error{
    entry{"message", member::message},
    entry{"code", member::code},
    entry{"extended_code", member::extended_code},
};
constexpr std::array in_description{
    entry{"params", member::params},
    entry{"cols", member::cols},
    entry{"is_explain", member::is_explain},
    entry{"is_readonly", member::is_readonly},
};
constexpr std::array in_parameter{entry{"name", member::name}};

std::span<const entry> members_in(place where) noexcept
{
    switch (where)
    {
    case place::root:
        return in_root;
    case place::one_result:
        return in_result;
    case place::response:
        return in_response;
    case place::statement_result:
        return in_statement_result;
    case place::one_column:
        return in_column;
    case place::cell:
        return in_cell;
    case place::batch:
        return in_batch;
    case place::server_error:
        return in_server_error;
    case place::description:
        return in_description;
    case place::parameter:
        return in_parameter;
    default:
        return {};
    }
}

} // namespace

member member_of(place where, std::string_view name) noexcept
{
    for (const auto& [known, what] : members_in(where))
        if (known == name)
            return what;
    return member::other;
}

bool is_list(place where) noexcept { return members_in(where).empty(); }

} // namespace ws::turso
