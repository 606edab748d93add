#pragma once

#include <ws/net/http_message.hpp>

#include <algorithm>
#include <string_view>

/// The small grammar of HTTP header values (RFC 9110 §5.6).
namespace ws::net
{

/// ASCII letters only, whatever the locale.
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Equal but for the case of ASCII letters.
constexpr bool same_text(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

/// A character of a method, a header name or a sub-protocol: "tchar".
constexpr bool is_token_char(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

constexpr bool is_token(std::string_view text) noexcept
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

/// What may stand in a header's value (RFC 9110 §5.5): visible characters,
/// blanks, tabs and bytes above ASCII.
constexpr bool is_value_char(char c) noexcept
{
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

/// Without blanks and tabs at both ends ("OWS").
constexpr std::string_view trimmed(std::string_view text) noexcept
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Calls `visit` with each member of the comma list `value`; empty ones are
/// left out, as the RFC wants.
template <class Visit>
void for_each_member(std::string_view value, Visit visit)
{
    while (!value.empty())
    {
        const auto comma = std::min(value.find(','), value.size());
        if (const auto member = trimmed(value.substr(0, comma)); !member.empty())
            visit(member);
        value.remove_prefix(std::min(comma + 1, value.size()));
    }
}

/// The same for all headers called `name` together: they are one list.
template <class Visit>
void for_each_listed(const http_request& request, std::string_view name, Visit visit)
{
    for (const auto& header : request.headers)
        if (same_text(header.name, name))
            for_each_member(header.value, visit);
}

/// Does any header called `name` list `token`? Ignores case in both.
inline bool lists_token(const http_request& request, std::string_view name, std::string_view token)
{
    bool found = false;
    for_each_listed(request, name, [&](std::string_view member) { found |= same_text(member, token); });
    return found;
}

/// Calls `visit(name, value)` with each pair of the request's cookies (RFC 6265 §4.2.1), both as
/// they stand. What is no pair is left out.
template <class Visit>
void for_each_cookie(const http_request& request, Visit visit)
{
    for (const auto& header : request.headers)
    {
        if (!same_text(header.name, "Cookie"))
            continue;
        std::string_view rest = header.value;
        while (!rest.empty())
        {
            const auto end = std::min(rest.find(';'), rest.size());
            const auto pair = trimmed(rest.substr(0, end));
            if (const auto equals = pair.find('='); equals != std::string_view::npos)
                visit(trimmed(pair.substr(0, equals)), trimmed(pair.substr(equals + 1)));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
}

} // namespace ws::net
