#include "http_head.hpp"

#include <ws/net/header_tokens.hpp>

#include <algorithm>
#include <charconv>

namespace ws::net
{
namespace
{

using refusal = std::optional<http_refusal>;

refusal bad_request(std::string_view reason) { return http_refusal{400, reason}; }

/// Cuts the next line off `rest`, without its CRLF. The caller knows that there is one.
std::string_view next_line(std::string_view& rest)
{
    const auto end = rest.find("\r\n");
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    return line;
}

bool is_target_char(char c) noexcept { return c > 0x20 && c < 0x7f && c != '#'; }

bool is_host_char(char c) noexcept
{
    return c > 0x20 && c < 0x7f && std::string_view("/?#@\\\"<>^`{|}").find(c) == std::string_view::npos;
}

bool is_host(std::string_view value) noexcept
{
    return std::all_of(value.begin(), value.end(), is_host_char);
}

struct parts
{
    http_head head;
    std::string_view target_host; ///< of "GET http://host/path", else empty
    bool has_target_host = false;
};

/// "/path?query", or "http://host/path?query" as sent to proxies (RFC 9112 §3.2).
refusal parse_target(std::string_view target, parts& p)
{
    if (!std::all_of(target.begin(), target.end(), is_target_char))
        return bad_request("The request target has characters that do not belong there.");

    const auto scheme_end = target.find("://");
    const auto scheme = target.substr(0, std::min(scheme_end, target.size()));
    if (same_text(scheme, "http") || same_text(scheme, "https"))
    {
        target.remove_prefix(scheme_end + 3);
        const auto host = target.substr(0, target.find_first_of("/?"));
        if (host.empty() || !is_host(host))
            return bad_request("The request target names no host.");
        p.target_host = host;
        p.has_target_host = true;
        target.remove_prefix(host.size());
    }

    const auto question = std::min(target.find('?'), target.size());
    auto& request = p.head.request;
    request.path = target.substr(0, question);
    if (question < target.size())
        request.query = target.substr(question + 1);
    if (request.path.empty() && p.has_target_host)
        request.path = "/";
    if (request.path != "*" && !request.path.starts_with('/'))
        return bad_request("The request target is no path.");
    return {};
}

refusal parse_request_line(std::string_view line, parts& p)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return bad_request("The request line is not 'method target version'.");
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);

    if (!is_token(method))
        return bad_request("The method is no token.");
    if (target.empty())
        return bad_request("The request target is empty.");
    if (version == "HTTP/1.0")
        p.head.http_1_1 = false;
    else if (version.size() == 8 && version.starts_with("HTTP/") && version != "HTTP/1.1")
        return http_refusal{505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."};
    else if (version != "HTTP/1.1")
        return bad_request("The version is not HTTP/1.1 or HTTP/1.0.");
    p.head.request.method = method;
    return parse_target(target, p);
}

refusal parse_content_length(std::string_view value, http_head& head)
{
    if (head.content_length)
        return bad_request("Content-Length is repeated.");
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error != std::errc() || end != value.data() + value.size())
        return bad_request("Content-Length is not a number.");
    head.content_length = length;
    return {};
}

/// Headers that decide where this request ends and whether another may follow.
refusal apply_field(std::string_view name, std::string_view value, http_head& head)
{
    if (same_text(name, "Content-Length"))
        return parse_content_length(value, head);
    if (same_text(name, "Transfer-Encoding"))
    {
        if (head.chunked)
            return bad_request("Transfer-Encoding is repeated.");
        if (value != "chunked")
            return bad_request("Transfer-Encoding is not exactly 'chunked'.");
        head.chunked = true;
    }
    else if (same_text(name, "Connection"))
        for_each_member(value, [&](std::string_view m) { head.keep_alive &= !same_text(m, "close"); });
    else if (same_text(name, "Expect"))
    {
        if (!same_text(value, "100-continue"))
            return http_refusal{417, "Only 'Expect: 100-continue' is understood."};
        head.expects_continue = true;
    }
    else if (same_text(name, "Host") && !is_host(value))
        return bad_request("Host is no host name.");
    return {};
}

refusal parse_field(std::string_view line, http_head& head)
{
    if (line.front() == ' ' || line.front() == '\t')
        return bad_request("A header is folded over two lines.");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
        return bad_request("A header has no colon.");
    const auto name = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    if (!is_token(name))
        return bad_request("A header's name is no token; no blank may stand before the colon.");
    if (!std::all_of(value.begin(), value.end(), is_value_char))
        return bad_request("A header's value has control characters.");
    if (auto refused = apply_field(name, value, head))
        return refused;
    head.request.headers.push_back({std::string(name), std::string(value)});
    return {};
}

/// What can only be said once all headers are known.
refusal check_whole(parts& p)
{
    auto& head = p.head;
    const auto hosts = head.request.header_count("Host");
    if (hosts > 1)
        return bad_request("Host is repeated.");
    if (hosts == 0 && head.http_1_1)
        return bad_request("Host is missing.");
    if (head.chunked && head.content_length)
        return bad_request("Transfer-Encoding and Content-Length exclude each other.");
    if (head.chunked && !head.http_1_1)
        return bad_request("HTTP/1.0 has no Transfer-Encoding.");
    if (!head.http_1_1)
    {
        head.keep_alive = false;
        head.expects_continue = false;
    }
    if (p.has_target_host) // RFC 9112 §3.2.2: it replaces what Host says
        for (auto& header : head.request.headers)
            if (same_text(header.name, "Host"))
                header.value = p.target_host;
    return {};
}

refusal parse(std::string_view rest, std::size_t max_fields, parts& p)
{
    if (auto refused = parse_request_line(next_line(rest), p))
        return refused;
    // Typical clients send about this many; saves the growing.
    p.head.request.headers.reserve(8);
    for (auto line = next_line(rest); !line.empty(); line = next_line(rest))
    {
        if (p.head.request.headers.size() == max_fields)
            return http_refusal{431, "Too many header fields."};
        if (auto refused = parse_field(line, p.head))
            return refused;
    }
    return check_whole(p);
}

} // namespace

result<std::size_t> find_head_end(std::string_view bytes, std::size_t& scanned)
{
    for (;;)
    {
        const auto feed = bytes.find('\n', scanned);
        if (feed == std::string_view::npos)
        {
            scanned = bytes.size();
            return std::size_t{0};
        }
        if (feed == 0 || bytes[feed - 1] != '\r')
            return errc::malformed_input;
        scanned = feed + 1;
        if (feed >= 3 && bytes.substr(feed - 3, 4) == "\r\n\r\n")
            return scanned;
    }
}

boost::system::result<http_head, http_refusal> parse_http_head(std::string_view head, std::size_t max_fields)
{
    // Clients of old put an empty line after a body; one is let pass (RFC 9112 §2.2).
    if (head.starts_with("\r\n"))
        head.remove_prefix(2);
    if (!head.ends_with("\r\n\r\n"))
        return http_refusal{400, "The head is not complete."};

    parts p;
    if (auto refused = parse(head, max_fields, p))
        return *refused;
    return std::move(p.head);
}

} // namespace ws::net
