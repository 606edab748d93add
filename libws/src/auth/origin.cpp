#include <ws/auth/origin.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ws::auth
{
namespace
{

constexpr std::size_t max_host_bytes = 253; // RFC 1035 §2.3.4, as text

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
    return out;
}

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

/// Digits without a leading zero, 1 to 65535: as browsers write them.
std::optional<std::uint16_t> parse_port(std::string_view text)
{
    if (text.empty() || text.front() == '0')
        return std::nullopt;
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return port;
}

/// A lower-case name of non-empty labels, where '*' passes for a letter only if
/// allowed. Names outside ASCII arrive as punycode.
bool is_host_name(std::string_view host, bool star_allowed)
{
    if (host.empty() || host.size() > max_host_bytes)
        return false;
    char previous = '.';
    for (const char c : host)
    {
        const bool known = is_alphanumeric(c) || c == '-' || c == '_' || (c == '*' && star_allowed);
        if (!known && (c != '.' || previous == '.'))
            return false;
        previous = c;
    }
    return previous != '.';
}

/// "[::1]": the characters of an address; what they mean is not our question.
bool is_ipv6_literal(std::string_view host)
{
    if (host.size() < 4 || host.size() > 47 || host.front() != '[' || host.back() != ']')
        return false;
    host = host.substr(1, host.size() - 2);
    return host.find_first_not_of("0123456789abcdef:.") == std::string_view::npos &&
           host.find(':') != std::string_view::npos;
}

struct authority
{
    std::string_view host;
    std::optional<std::string_view> port;
};

authority split_authority(std::string_view text)
{
    const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
    const std::size_t colon = bracket == std::string_view::npos ? bracket : text.find(':', bracket);
    if (colon == std::string_view::npos)
        return {text, std::nullopt};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

result<origin> parse(std::string_view text, bool star_allowed)
{
    const std::size_t separator = text.find("://");
    if (separator == std::string_view::npos)
        return errc::malformed_input;
    origin parsed;
    parsed.scheme = lower(text.substr(0, separator));
    if (parsed.scheme != "http" && parsed.scheme != "https")
        return errc::malformed_input;

    const auto [host, port_text] = split_authority(text.substr(separator + 3));
    parsed.host = lower(host);
    if (!is_host_name(parsed.host, star_allowed) && !is_ipv6_literal(parsed.host))
        return errc::malformed_input;
    const auto port = port_text ? parse_port(*port_text) : default_port(parsed.scheme);
    if (!port)
        return errc::malformed_input;
    parsed.port = *port;
    return parsed;
}

/// What keeps a pattern from being one; "" when nothing does.
std::string_view pattern_problem(const origin& pattern)
{
    const std::string_view host = pattern.host;
    const std::size_t star = host.find('*');
    const std::size_t dot = host.find('.');
    if (host.find('*', star + 1) != std::string_view::npos)
        return "only one * is possible";
    if (dot == std::string_view::npos || star > dot)
        return "a * is possible in the left-most label of a domain only";
    if (dot == 1)
        return "a * needs literal text beside it in its label";
    if (pattern.scheme != "https" || pattern.port != default_port(pattern.scheme))
        return "a pattern is possible for https on its default port only";
    return {};
}

/// [a-z0-9]([a-z0-9-]*[a-z0-9])?
bool is_star_text(std::string_view text)
{
    return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool matches(const origin& entry, const origin& seen)
{
    if (!is_pattern(entry))
        return entry == seen;
    if (entry.scheme != seen.scheme || entry.port != seen.port)
        return false;
    const std::size_t star = entry.host.find('*');
    const std::string_view before = std::string_view(entry.host).substr(0, star);
    const std::string_view after = std::string_view(entry.host).substr(star + 1);
    std::string_view host = seen.host;
    if (host.size() < before.size() + after.size() || !host.starts_with(before) || !host.ends_with(after))
        return false;
    host.remove_prefix(before.size());
    host.remove_suffix(after.size());
    return is_star_text(host);
}

} // namespace

std::string origin::to_string() const
{
    std::string text = scheme + "://" + host;
    if (port != default_port(scheme))
        text += ':' + std::to_string(port);
    return text;
}

result<origin> parse_origin(std::string_view header_value) { return parse(header_value, false); }

result<origin> parse_configured_origin(std::string_view entry, std::string& why)
{
    if (entry.ends_with('/'))
        entry.remove_suffix(1);
    auto parsed = parse(entry, true);
    if (!parsed)
    {
        why = "an origin is http(s)://host[:port] and nothing else";
        return parsed;
    }
    if (is_pattern(*parsed))
    {
        if (const auto problem = pattern_problem(*parsed); !problem.empty())
        {
            why = problem;
            return errc::malformed_input;
        }
    }
    return parsed;
}

bool is_pattern(const origin& entry) noexcept { return entry.host.find('*') != std::string::npos; }

bool origin_list::allows(std::string_view header_value) const
{
    const auto seen = parse_origin(header_value);
    return seen &&
           std::any_of(
               entries_.begin(), entries_.end(), [&](const origin& entry) { return matches(entry, *seen); });
}

} // namespace ws::auth
