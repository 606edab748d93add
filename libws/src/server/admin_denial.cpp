#include "server/admin_denial.hpp"

#include <ws/codec/base64.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace ws::server
{
namespace
{

constexpr std::array<std::string_view, 3> kind_names{"session", "user", "membership"};

listed_denial listed(auth::session_denial d)
{
    return {{denial_kind::session, std::move(d.session_id), {}, {}}, d.until, {}};
}

listed_denial listed(auth::user_denial d)
{
    listed_denial entry{{denial_kind::user, {}, std::move(d.user_id), {}}, std::nullopt, "operator"};
    if (d.kind == auth::user_denial_kind::banned)
        entry.cause = "banned";
    else if (d.kind == auth::user_denial_kind::deleted)
        entry.cause = "deleted";
    else if (d.time != system_time::max())
        entry.until = d.time;
    return entry;
}

listed_denial listed(auth::membership_denial d)
{
    return {{denial_kind::membership, {}, std::move(d.user_id), std::move(d.organization_id)}, d.until, {}};
}

template <class Denial>
void append(std::vector<listed_denial>& all, std::vector<Denial> more)
{
    for (Denial& d : more)
        all.push_back(listed(std::move(d)));
}

/// At most `most` of one kind behind `after`, from the start where that is of an earlier kind.
void append_kind(
    std::vector<listed_denial>& all, const auth::deny_list& denials, denial_kind kind,
    const denial_subject& after, std::size_t most, system_time now)
{
    switch (kind)
    {
    case denial_kind::session:
        return append(all, denials.sessions(after.session, most, now));
    case denial_kind::user:
        return append(all, denials.users(after.user, most, now));
    case denial_kind::membership:
        return append(all, denials.memberships(after.organization, after.user, most, now));
    }
}

/// What stands before the next '.', which goes with it.
std::string_view next_part(std::string_view& rest)
{
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    const std::string_view part = rest.substr(0, dot);
    rest.remove_prefix(std::min(dot + 1, rest.size()));
    return part;
}

} // namespace

std::string_view to_string(denial_kind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<denial_kind> denial_kind_named(std::string_view name) noexcept
{
    const auto* const found = std::find(kind_names.begin(), kind_names.end(), name);
    if (found == kind_names.end())
        return std::nullopt;
    return static_cast<denial_kind>(found - kind_names.begin());
}

denial_page list_of(const auth::deny_list& denials, const denial_query& query, system_time now)
{
    denial_page page;
    const std::size_t one_more = query.limit + 1; // tells whether there is a next page
    for (const denial_kind kind : {denial_kind::session, denial_kind::user, denial_kind::membership})
    {
        if ((query.kind && *query.kind != kind) || (query.after && kind < query.after->kind))
            continue;
        const bool goes_on = query.after && query.after->kind == kind;
        append_kind(
            page.denials, denials, kind, goes_on ? *query.after : denial_subject{},
            one_more - page.denials.size(), now);
    }
    if (page.denials.size() == one_more)
    {
        page.denials.pop_back();
        page.next = page.denials.back().who;
    }
    return page;
}

std::string to_cursor(const denial_subject& who)
{
    std::string cursor(to_string(who.kind));
    for (const std::string& id : {who.session, who.organization, who.user})
        cursor.append(".").append(codec::base64url_encode(id));
    return cursor;
}

std::optional<denial_subject> from_cursor(std::string_view cursor)
{
    const bool is_whole = std::ranges::count(cursor, '.') == 3;
    const auto kind = denial_kind_named(next_part(cursor));
    if (!kind || !is_whole)
        return std::nullopt;
    const auto session = codec::base64url_decode(next_part(cursor));
    const auto organization = codec::base64url_decode(next_part(cursor));
    const auto user = codec::base64url_decode(next_part(cursor));
    if (!session || !organization || !user)
        return std::nullopt;
    return denial_subject{*kind, *session, *user, *organization};
}

} // namespace ws::server
