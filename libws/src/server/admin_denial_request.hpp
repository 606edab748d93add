#pragma once

#include "server/admin_denial.hpp"
#include "server/query_reader.hpp"
#include "server/request_reader.hpp"

#include <ws/base/clock.hpp>

#include <optional>
#include <string>

namespace ws::server
{

/// Who the members or parameters `kind`, `session`, `user` and `organization` are about.
/// Nothing, with a sentence in `mistake`, where they name nobody or too many.
std::optional<denial_subject> read_subject(request_reader& in, std::string& mistake);
std::optional<denial_subject> read_subject(query_reader& in, std::string& mistake);

/// When a denial ends.
struct denial_term
{
    std::optional<system_time> until; ///< nothing: never
};

/// The members `until` (Unix seconds), `duration` or `forever`; without any, a session or
/// membership is denied for as long as its tokens live, and a user not at all. Nothing,
/// with a sentence in `mistake`, where that makes no sense.
std::optional<denial_term>
read_term(request_reader& in, denial_kind kind, system_time now, std::string& mistake);

} // namespace ws::server
