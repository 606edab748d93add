#include "server/config_parts.hpp"

#include <ws/auth/session_cookie.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ws::server
{
namespace
{

constexpr std::string_view name = "TOKEN_SOURCES";

struct source_row
{
    std::string_view name;
    bool token_sources::*member;
};

constexpr source_row rows[] = {
    {"connect", &token_sources::connect},
    {"bearer", &token_sources::bearer},
    {"cookie", &token_sources::cookie},
    {"query", &token_sources::query},
    {"subprotocol", &token_sources::subprotocol}};

/// Those that are named, and no other.
void read_names(config_reader& in, token_sources& sources)
{
    for (const source_row& row : rows)
        sources.*row.member = false;
    for (const std::string_view entry : in.list(name))
    {
        const auto* const known = std::ranges::find(rows, entry, &source_row::name);
        if (known == std::end(rows))
            in.problem(
                name, fmt::format("has the entry {}, which is no source of tokens", shown(entry)),
                "write some of connect, bearer, cookie, query and subprotocol, with commas between");
        else
            sources.*known->member = true;
    }
}

/// Names under vercel.app are whoever's comes first: a pattern is no proof that a page is ours,
/// and a browser sends the cookie to us whichever page asks it to.
void check_cookie(config_reader& in, const config& c)
{
    if (std::ranges::any_of(c.allowed_origins, auth::is_pattern) ||
        !c.clerk.tokens.authorized_party_patterns.empty())
        in.problem(
            name, "has cookie, but the allowed origins or authorised parties hold a pattern with *",
            "name every origin in full, or take cookie out");
}

void check_query(config_reader& in, const config& c)
{
    // Development makes a secret where none is set.
    if (in.is_missing("TOKEN_HMAC_SECRETS") && c.env != environment::development)
        in.problem(
            name, "has query, but no secret is set with which tickets are signed",
            "set TOKEN_HMAC_SECRETS, or take query out");
}

/// The publishable key as it is set, under either of its names.
std::string_view publishable_key_text(const config_reader& in)
{
    if (const auto key = in.text("CLERK_PUBLISHABLE_KEY"))
        return *key;
    return in.text("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY").value_or("");
}

} // namespace

void read_token_sources(config_reader& in, config& c)
{
    token_sources& sources = c.edge.sources;
    if (in.text(name))
        read_names(in, sources);
    sources.cookie_names = auth::session_cookie_names(publishable_key_text(in));
    sources.issuers = c.clerk.tokens.issuers;
    if (sources.cookie)
        check_cookie(in, c);
    if (sources.query)
        check_query(in, c);
}

std::string to_string(const token_sources& sources)
{
    std::string text;
    for (const source_row& row : rows)
        if (sources.*row.member)
            text.append(text.empty() ? "" : ", ").append(row.name);
    return text.empty() ? "(none)" : text;
}

} // namespace ws::server
