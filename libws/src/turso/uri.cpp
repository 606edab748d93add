#include "turso/uri.hpp"

#include <algorithm>

namespace ws::turso
{
namespace
{

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view digits = "0123456789";

bool is_one_of(char c, std::string_view these) noexcept { return these.find(c) != std::string_view::npos; }

/// Cuts `text` at the first `c` and returns what follows it.
std::optional<std::string_view> cut_off(std::string_view& text, char c)
{
    const auto at = text.find(c);
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto rest = text.substr(at + 1);
    text = text.substr(0, at);
    return rest;
}

bool is_scheme(std::string_view text)
{
    return !text.empty() && is_one_of(text.front(), letters) &&
           std::ranges::all_of(
               text,
               [](char c) { return is_one_of(c, letters) || is_one_of(c, digits) || is_one_of(c, "+-."); });
}

} // namespace

char to_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string to_lower(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) { return to_lower(c); });
    return lower;
}

std::optional<uri_parts> split_uri(std::string_view text)
{
    uri_parts parts;
    parts.has_fragment = cut_off(text, '#').has_value();
    parts.query = cut_off(text, '?');
    parts.scheme = text;
    const auto rest = cut_off(parts.scheme, ':');
    if (!rest || !is_scheme(parts.scheme))
        return std::nullopt;
    parts.path = *rest;
    if (parts.path.starts_with("//"))
    {
        const auto authority_and_path = parts.path.substr(2);
        const auto length = std::min(authority_and_path.find('/'), authority_and_path.size());
        parts.authority = authority_and_path.substr(0, length);
        parts.path = authority_and_path.substr(length);
    }
    return parts;
}

std::string percent_encode_path(std::string_view text)
{
    // RFC 3986: pchar, and the slash between segments.
    constexpr std::string_view others = "-._~!$&'()*+,;=:@/";
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text)
    {
        if (is_one_of(c, letters) || is_one_of(c, digits) || is_one_of(c, others))
        {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += {'%', hex[byte / 16], hex[byte % 16]};
    }
    return encoded;
}

} // namespace ws::turso
