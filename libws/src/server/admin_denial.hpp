#pragma once

#include <ws/auth/deny_list.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::server
{

enum class denial_kind : std::uint8_t
{
    session,
    user,
    membership,
};

std::string_view to_string(denial_kind kind) noexcept;
std::optional<denial_kind> denial_kind_named(std::string_view name) noexcept;

/// Who a denial is about: a session, a user, or a user in an organisation.
struct denial_subject
{
    denial_kind kind = denial_kind::session;
    std::string session;
    std::string user; ///< of a membership: "" = everybody in the organisation
    std::string organization;
};

/// An entry of any of the deny list's three parts.
struct listed_denial
{
    denial_subject who;
    std::optional<system_time> until; ///< nothing: without end
    /// Of a user: "operator", "banned" or "deleted". Of others it is not known.
    std::string_view cause;
};

/// Sessions, then users, then memberships, each by their ids; or those of one kind.
struct denial_query
{
    std::optional<denial_kind> kind;
    std::optional<denial_subject> after; ///< the last one already seen
    std::size_t limit = 0;
};

struct denial_page
{
    std::vector<listed_denial> denials;
    std::optional<denial_subject> next; ///< `after` of the next page; nothing: there is none
};

/// Looks at no more of the list than it needs, and at what ended in the last seconds.
denial_page list_of(const auth::deny_list& denials, const denial_query& query, system_time now);

/// A subject as a word that fits into a query, and back. Nothing for anything else.
std::string to_cursor(const denial_subject& who);
std::optional<denial_subject> from_cursor(std::string_view cursor);

} // namespace ws::server
