#include "server/dev_session.hpp"

#include "base/json_object_writer.hpp"
#include "server/query_reader.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace ws::server
{
namespace
{

constexpr std::size_t longest_id = 255;
constexpr std::size_t most_permissions = 50; ///< each is a bit of a number
constexpr std::chrono::seconds longest_lifetime{3600};
constexpr std::chrono::seconds before_now{10}; ///< Clerk's tokens begin to hold before they are made

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; }
bool is_visible_ascii(char c) { return c > ' ' && c < 0x7F; }
bool is_word_part(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool is_word(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_word_part);
}

/// A permission's feature and name.
struct permission_parts
{
    std::string_view feature;
    std::string_view name;
};

/// Empty parts where it is none.
permission_parts split_permission(std::string_view permission)
{
    constexpr std::string_view prefix = "org:";
    if (!permission.starts_with(prefix))
        return {};
    permission.remove_prefix(prefix.size());
    const std::size_t colon = std::min(permission.find(':'), permission.size());
    const permission_parts parts{
        permission.substr(0, colon), permission.substr(std::min(colon + 1, permission.size()))};
    return is_word(parts.feature) && is_word(parts.name) ? parts : permission_parts{};
}

/// Clerk's session ids look like this one; the same user gets the same.
std::string session_of(std::string_view user)
{
    return "sess_" + codec::base64url_encode(codec::as_view(codec::sha256(user))).substr(0, 27);
}

void check_ids(const dev_session& session, query_reader& in)
{
    if (session.user.empty())
        in.refuse("the parameter user is missing");
    else if (
        session.user.size() > longest_id || !std::all_of(session.user.begin(), session.user.end(), is_plain))
        in.refuse("the parameter user must have at most 255 bytes, none of them a control character");
    for (const auto& [name, id] : {std::pair("session", &session.id), {"org", &session.organization}})
        if (id->size() > longest_id || !std::all_of(id->begin(), id->end(), is_visible_ascii))
            in.refuse(
                fmt::format("the parameter {} must have at most 255 characters of ASCII, no space", name));
}

void check_organization(const dev_session& session, query_reader& in)
{
    if (session.organization.empty() && (!session.role.empty() || !session.permissions.empty()))
        in.refuse("role and permissions are those in an organisation: give org as well");
    if (!session.role.empty() && !is_word(session.role))
        in.refuse("the parameter role must be like org:admin");
    if (session.permissions.size() > most_permissions)
        in.refuse(fmt::format("there are more than {} permissions", most_permissions));
    for (const std::string& permission : session.permissions)
        if (split_permission(permission).name.empty())
            in.refuse("each of the permissions must be like org:images:read");
}

/// The position of `text` in `list`, appended where it is missing.
std::size_t position_of(std::string_view text, std::vector<std::string_view>& list)
{
    const auto found = std::find(list.begin(), list.end(), text);
    if (found != list.end())
        return static_cast<std::size_t>(found - list.begin());
    list.push_back(text);
    return list.size() - 1;
}

/// The permissions as a version 2 token has them: the i-th feature grants those names whose
/// bits are set in the i-th number.
struct permission_map
{
    std::string features; ///< claim `fea`: "o:images,o:members"
    std::string names;    ///< claim `o.per`
    std::string bits;     ///< claim `o.fpm`
};

permission_map map_of(const std::vector<std::string>& permissions)
{
    std::vector<std::string_view> features;
    std::vector<std::string_view> names;
    std::array<std::uint64_t, most_permissions> bits{};
    for (const std::string& permission : permissions)
    {
        const permission_parts parts = split_permission(permission);
        const std::size_t feature = position_of(parts.feature, features);
        bits.at(feature) |= std::uint64_t{1} << position_of(parts.name, names);
    }
    permission_map map;
    for (std::size_t i = 0; i < features.size(); ++i)
    {
        map.features += fmt::format("{}o:{}", i > 0 ? "," : "", features[i]);
        map.bits += fmt::format("{}{}", i > 0 ? "," : "", bits.at(i));
    }
    map.names = fmt::format("{}", fmt::join(names, ","));
    return map;
}

void append_organization(std::string& json, const dev_session& session, const permission_map& map)
{
    object_writer o(json);
    o.string("id", session.organization);
    o.string("slg", session.organization);
    o.string("rol", session.role);
    o.string("per", map.names);
    o.string("fpm", map.bits);
}

} // namespace

dev_session read_dev_session(const net::http_request& request, std::string& mistake)
{
    query_reader in(request.query);
    dev_session session;
    session.user = in.text("user");
    session.id = in.text("session");
    session.organization = in.text("org");
    session.role = in.text("role");
    if (session.role.starts_with("org:"))
        session.role.erase(0, 4);
    session.permissions = in.list("permissions");
    session.lifetime = std::chrono::seconds(
        in.whole_number("lifetime", session.lifetime.count(), 1, longest_lifetime.count()));
    check_ids(session, in);
    check_organization(session, in);
    mistake = in.mistake();

    if (session.id.empty())
        session.id = session_of(session.user);
    if (session.role.empty() && !session.organization.empty())
        session.role = "member";
    return session;
}

std::string claims_of(
    const dev_session& session, std::string_view issuer, std::string_view authorized_party,
    std::chrono::sys_seconds now)
{
    const auto seconds = [](std::chrono::sys_seconds t)
    { return static_cast<std::uint64_t>(t.time_since_epoch().count()); };
    const permission_map map = map_of(session.permissions);
    std::string json;
    {
        object_writer claims(json);
        claims.string_always("azp", authorized_party);
        claims.number_always("exp", seconds(now + session.lifetime));
        claims.string("fea", map.features);
        claims.raw("fva", "[0,-1]");
        claims.number_always("iat", seconds(now));
        claims.string_always("iss", issuer);
        claims.number_always("nbf", seconds(now - before_now));
        if (!session.organization.empty())
            append_organization(claims.member("o"), session, map);
        claims.string_always("sid", session.id);
        claims.string_always("sts", "active");
        claims.string_always("sub", session.user);
        claims.number_always("v", 2);
    }
    return json;
}

} // namespace ws::server
