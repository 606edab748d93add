#include "turso/uri.hpp"

#include <ws/codec/form.hpp>
#include <ws/turso/database_url.hpp>

#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace ws::turso
{
namespace
{

/// `mistake` never quotes the URL: whatever is wrong with it may be a password.
error bad_url(std::string_view mistake)
{
    error e;
    e.code = errc::bad_url;
    e.message = "database URL: " + std::string(mistake);
    return e;
}

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

/// The one parameter of a URL by that name; `problem` says what is wrong with them.
class parameters
{
public:
    explicit parameters(const uri_parts& uri) : pairs_(codec::form_decode(uri.query.value_or("")))
    {
        if (!pairs_)
            problem_ = "a parameter has a broken percent escape";
    }

    std::optional<std::string> take(std::string_view name)
    {
        std::optional<std::string> found;
        if (!pairs_)
            return found;
        const auto named = [&](const codec::name_and_value& p) { return p.first == name; };
        for (auto at = std::ranges::find_if(*pairs_, named); at != pairs_->end();
             at = std::ranges::find_if(*pairs_, named))
        {
            if (found)
                problem_ = "parameter " + std::string(name) + " is there twice";
            found = std::move(at->second);
            pairs_->erase(at);
        }
        return found;
    }

    /// What is wrong, if anything; ask after all have been taken. `known` names them.
    [[nodiscard]] std::string problem(std::string_view known) const
    {
        if (problem_.empty() && !pairs_->empty())
            return "unknown parameter; there is " + std::string(known);
        return problem_;
    }

private:
    std::optional<std::vector<codec::name_and_value>> pairs_;
    std::string problem_;
};

result<std::string> host_of(std::string_view text)
{
    if (text.starts_with('['))
    {
        boost::system::error_code not_ipv6;
        const auto inside = text.substr(1, text.size() - std::min<std::size_t>(text.size(), 2));
        // A zone is of this machine only, and its '%' is no escape.
        if (!text.ends_with(']') || inside.find('%') != std::string_view::npos)
            return bad_url("the brackets hold no IPv6 address");
        const auto address = boost::asio::ip::make_address_v6(inside, not_ipv6);
        if (not_ipv6)
            return bad_url("the brackets hold no IPv6 address");
        return address.to_string();
    }
    const auto host = codec::percent_decode(text);
    if (!host)
        return bad_url("the host has a broken percent escape");
    if (host->empty())
        return bad_url("it names no host");
    // The signs that RFC 3986 allows beside these are in no name that DNS knows.
    const auto plain = [](char c)
    {
        const bool alphanumeric = (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
        return alphanumeric || c == '-' || c == '.' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    };
    if (!std::ranges::all_of(*host, plain))
        return bad_url("the host has a character that no host name has");
    return to_lower(*host);
}

/// "" for none.
result<std::string> port_of(std::string_view text)
{
    constexpr unsigned highest = 65'535;
    if (text.empty())
        return std::string();
    unsigned port = 0;
    for (const char c : text)
    {
        if (c < '0' || c > '9')
            return bad_url("the port is no number");
        port = std::min(port * 10 + static_cast<unsigned>(c - '0'), highest + 1);
    }
    if (port == 0 || port > highest)
        return bad_url("the port is not between 1 and 65535");
    return std::to_string(port);
}

/// Encoded anew, so that one path has one spelling; without slashes at its end.
result<std::string> prefix_of(std::string_view text)
{
    auto path = codec::percent_decode(text);
    if (!path)
        return bad_url("the path has a broken percent escape");
    if (to_lower(text).find("%2f") != std::string::npos)
        return bad_url("the path has an escaped slash");
    if (std::ranges::any_of(*path, is_control))
        return bad_url("the path has a control character");
    path->erase(path->find_last_not_of('/') + 1);
    for (std::string_view rest = *path; !rest.empty();)
    {
        rest.remove_prefix(1);
        const auto segment = rest.substr(0, rest.find('/'));
        if (segment == "." || segment == "..")
            return bad_url("the path has a . or .. segment");
        rest.remove_prefix(segment.size());
    }
    return percent_encode_path(*path);
}

/// Whether the scheme and tls= mean TLS.
result<bool> tls_of(std::string_view scheme, const std::optional<std::string>& wish, bool has_port)
{
    if (wish && wish != "0" && wish != "1")
        return bad_url("tls is 0 or 1");
    const bool wanted = wish != "0";
    if (scheme == "libsql" || scheme == "turso")
    {
        if (!wanted && !has_port)
            return bad_url("with tls=0 it needs an explicit port");
        return wanted;
    }
    const bool secure = scheme == "https" || scheme == "wss";
    if (wish && wanted != secure)
        return bad_url(secure ? "tls=0 contradicts its scheme" : "tls=1 contradicts its scheme");
    return secure;
}

result<database_url> remote(const uri_parts& uri, std::string_view scheme)
{
    if (!uri.authority)
        return bad_url("it names no host: // is missing");
    if (uri.authority->find('@') != std::string_view::npos)
        return bad_url("a user name or password has no place in it; use authToken");

    const auto after_brackets = std::min(uri.authority->rfind(']'), uri.authority->size());
    const auto colon = uri.authority->find(':', uri.authority->starts_with('[') ? after_brackets : 0);
    const auto host_length = std::min(colon, uri.authority->size());
    auto host = host_of(uri.authority->substr(0, host_length));
    auto port = port_of(uri.authority->substr(std::min(host_length + 1, uri.authority->size())));
    auto path = prefix_of(uri.path);
    parameters given(uri);
    const auto tls_wish = given.take("tls");
    const auto token = given.take("authToken");
    if (auto problem = given.problem("tls and authToken"); !problem.empty())
        return bad_url(problem);
    for (const auto* part : {&host, &port, &path})
        if (!*part)
            return part->error();
    const auto tls = tls_of(scheme, tls_wish, !port->empty());
    if (!tls)
        return tls.error();
    // It goes into a header line as it is.
    if (token && !std::ranges::all_of(*token, [](char c) { return c > ' ' && c < '\x7f'; }))
        return bad_url("authToken has a character that no token has");
    return remote_database{
        *tls, *std::move(host), *std::move(port), *std::move(path), secret(token.value_or(""))};
}

result<database_url> memory(parameters given)
{
    const auto cache = given.take("cache");
    if (auto problem = given.problem("cache"); !problem.empty())
        return bad_url(problem);
    if (cache && cache != "shared" && cache != "private")
        return bad_url("cache is shared or private");
    return embedded_database{"", cache == "shared"};
}

result<database_url> file(const uri_parts& uri)
{
    if (uri.authority && !uri.authority->empty() && to_lower(*uri.authority) != "localhost")
        return bad_url("a file is not on another host; a relative one has no // in front");
    auto path = codec::percent_decode(uri.path);
    if (!path)
        return bad_url("the path has a broken percent escape");
    if (path == ":memory:" && !uri.authority)
        return memory(parameters(uri));
    if (std::ranges::any_of(*path, is_control))
        return bad_url("the path has a control character");
    if (path->empty() || path->ends_with('/'))
        return bad_url("it names no file");
    if (auto problem = parameters(uri).problem("none for a file"); !problem.empty())
        return bad_url(problem);
    return embedded_database{*std::move(path), false};
}

} // namespace

std::string remote_database::url_of(std::string_view endpoint) const
{
    std::string url(tls ? "https://" : "http://");
    url += host.find(':') != std::string::npos ? '[' + host + ']' : percent_encode_path(host);
    if (!port.empty())
        url += ':' + port;
    url += path;
    url += endpoint;
    return url;
}

result<database_url> parse_database_url(std::string_view url, bool strict_scheme)
{
    if (url == ":memory:")
        return embedded_database{};
    const auto uri = split_uri(url);
    if (!uri)
        return bad_url("it has no scheme; it begins with libsql:, https:, http: or file:");
    if (uri->has_fragment)
        return bad_url("it has a fragment, a part behind #");
    const auto scheme = to_lower(uri->scheme);
    if (scheme == "file")
        return file(*uri);
    if (scheme == "libsql" || scheme == "turso" || scheme == "https" || scheme == "http")
        return remote(*uri, scheme);
    if (scheme != "wss" && scheme != "ws")
        return bad_url("its scheme is none of libsql:, turso:, https:, http:, wss:, ws: and file:");
    if (strict_scheme)
        return bad_url("wss: and ws: are spoken to over HTTP; say https: or http:");
    return remote(*uri, scheme);
}

} // namespace ws::turso
