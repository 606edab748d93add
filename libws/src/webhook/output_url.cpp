#include "webhook/header_lookup.hpp"

#include <ws/webhook/job_event.hpp>

#include <algorithm>
#include <array>

namespace ws::webhook
{
namespace
{

constexpr std::string_view scheme_text = "https://";
constexpr std::size_t max_host_bytes = 253; // RFC 1035 §2.3.4, as text
constexpr std::size_t max_label_bytes = 63;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// What browsers and JSON take as it stands; an apostrophe is one of a URL's own (RFC 3986 §2.2).
bool is_plain(char c)
{
    return c > ' ' && c < 0x7F && std::string_view("\"<>\\`").find(c) == std::string_view::npos;
}

bool is_label(std::string_view label)
{
    const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
    return !label.empty() && label.size() <= max_label_bytes &&
           std::all_of(label.begin(), label.end(), allowed);
}

/// Names that lead into local networks (RFC 6761, RFC 6762, RFC 8375, RFC 9476 and habit).
bool is_local_name(std::string_view host)
{
    static constexpr std::array<std::string_view, 7> suffixes{
        ".localhost", ".local", ".localdomain", ".internal", ".lan", ".home.arpa", ".intranet"};
    return std::any_of(
        suffixes.begin(), suffixes.end(),
        [&](std::string_view suffix)
        {
            return host.size() >= suffix.size() &&
                   equal_ignoring_case(host.substr(host.size() - suffix.size()), suffix);
        });
}

/// Two labels or more, the last with a letter in front: browsers read hosts that end
/// in a number as addresses, in decimal, octal and hexadecimal. No dot at the end, no
/// escapes, no brackets.
bool is_public_host(std::string_view host)
{
    if (host.size() > max_host_bytes || is_local_name(host))
        return false;
    std::size_t dot = host.find('.');
    if (dot == std::string_view::npos)
        return false;
    while (dot != std::string_view::npos)
    {
        if (!is_label(host.substr(0, dot)))
            return false;
        host.remove_prefix(dot + 1);
        dot = host.find('.');
    }
    return is_label(host) && is_letter(host.front());
}

bool is_port(std::string_view text)
{
    return !text.empty() && text.size() <= 5 && text.front() != '0' &&
           std::all_of(text.begin(), text.end(), is_digit) && (text.size() < 5 || text <= "65535");
}

} // namespace

bool is_public_https_url(std::string_view url) noexcept
{
    if (url.size() > max_output_url_bytes || !std::all_of(url.begin(), url.end(), is_plain) ||
        !equal_ignoring_case(url.substr(0, scheme_text.size()), scheme_text))
        return false;
    url.remove_prefix(scheme_text.size());
    const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
    const std::size_t colon = authority.find(':');
    if (colon != std::string_view::npos && !is_port(authority.substr(colon + 1)))
        return false;
    return is_public_host(authority.substr(0, colon)); // '@' is in no host: user info fails here
}

} // namespace ws::webhook
