#include "turso/uri.hpp"

#include <ws/turso/value.hpp>

#include <algorithm>

namespace ws::turso
{
namespace
{

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view digits = "0123456789";

bool is_one_of(char c, std::string_view these) noexcept { return these.find(c) != std::string_view::npos; }

/// Its value, or -1.
int hex_value(char c) noexcept
{
    const auto at = std::string_view("0123456789abcdef").find(to_lower(c));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

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

std::optional<std::string> percent_decode(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] != '%')
        {
            decoded += text[i];
            continue;
        }
        const int high = text.size() - i > 2 ? hex_value(text[i + 1]) : -1;
        const int low = text.size() - i > 2 ? hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (!is_utf8(decoded))
        return std::nullopt;
    return decoded;
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

std::optional<std::vector<name_and_value>> form_decode(std::string_view query)
{
    std::vector<name_and_value> pairs;
    for (std::optional<std::string_view> rest = query; rest;)
    {
        auto name = *rest;
        rest = cut_off(name, '&');
        if (name.empty())
            continue;
        std::string spaced(name);
        std::ranges::replace(spaced, '+', ' ');
        name = spaced;
        const auto content = cut_off(name, '=').value_or(std::string_view());
        auto decoded_name = percent_decode(name);
        auto decoded_content = percent_decode(content);
        if (!decoded_name || !decoded_content)
            return std::nullopt;
        pairs.emplace_back(*std::move(decoded_name), *std::move(decoded_content));
    }
    return pairs;
}

} // namespace ws::turso
