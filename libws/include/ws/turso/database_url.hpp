#pragma once

#include <ws/base/secret.hpp>
#include <ws/turso/error.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace ws::turso
{

/// A database server that speaks Hrana over HTTP.
struct remote_database
{
    bool tls = true;
    std::string host; ///< in small letters: name, IPv4 address, or IPv6 address without its brackets
    std::string port; ///< "" = the scheme's own
    std::string path; ///< percent-encoded; "" or begins with a slash, never ends with one
    secret token;     ///< from authToken=; empty = none

    /// "https://host:port/prefix" + `endpoint`, which begins with a slash. Never the token.
    [[nodiscard]] std::string url_of(std::string_view endpoint) const;
};

/// A SQLite database inside this process.
struct embedded_database
{
    std::string path;           ///< "" = in memory
    bool shared_memory = false; ///< in memory: the same one for every client of this process
};

using database_url = std::variant<remote_database, embedded_database>;

/// libsql:, turso:, https:, http:, wss: and ws: (the last two are spoken to over
/// HTTP), file: and :memory:. Parameters: tls=0|1 and authToken=… for a server,
/// cache=shared|private for memory. libsql: with tls=0 needs a port.
///
/// Parsed by RFC 3986, parameters as forms are ("+" is a space). Of a server's URL more is
/// refused than there: user-info, a fragment, host names with signs that DNS does not
/// know, IPv6 zones, and paths with control characters, dot segments or escaped slashes.
/// A file's path is used as it is decoded, so "file:///C:/x.db" is "/C:/x.db".
///
/// `strict_scheme` refuses wss: and ws:.
/// Errors: errc::bad_url, whose message names the mistake, never token or user-info.
result<database_url> parse_database_url(std::string_view url, bool strict_scheme = false);

} // namespace ws::turso
