#pragma once

#include <ws/net/http_message.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace ws::server
{

/// A session that Clerk might have, as far as its tokens tell of it.
struct dev_session
{
    std::string user;
    std::string id;                       ///< `sid`
    std::string organization;             ///< "" = none is active
    std::string role;                     ///< without "org:"
    std::vector<std::string> permissions; ///< org:<feature>:<permission>
    std::chrono::seconds lifetime{60};    ///< of a token
};

/// What GET /dev/token asks for: `user`, and optionally `session`, `org`, `role`,
/// `permissions` (comma list) and `lifetime` (seconds). Without `session`, a user always has
/// the same. `mistake` receives what is wrong, for the sender, or "".
dev_session read_dev_session(const net::http_request& request, std::string& mistake);

/// The claims of a session token, version 2, as Clerk writes them: a JSON object.
/// `issuer` and `authorized_party` are origins.
std::string claims_of(
    const dev_session& session, std::string_view issuer, std::string_view authorized_party,
    std::chrono::sys_seconds now);

} // namespace ws::server
