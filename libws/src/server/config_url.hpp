#pragma once

#include <ws/server/config.hpp>

#include <string_view>

/// Addresses of other servers in the configuration. They may hold a secret in the
/// wrong place, so nothing here repeats them.
namespace ws::server
{

/// scheme://authority and the rest, "" where there is none.
struct url_parts
{
    std::string_view scheme;
    std::string_view authority;
    std::string_view rest; ///< path, query and fragment
};

/// All parts are "" for what has no "://".
url_parts split_url(std::string_view url);

/// What is wrong with where it leads, or "": user information, no host, or plain HTTP
/// to anywhere but this machine in `development` and `test`.
std::string_view authority_mistake(const url_parts& url, environment env);

/// What is wrong with an address below which this server asks for documents, or "":
/// that of authority_mistake(), another scheme than HTTP's, query or fragment, or a
/// character that no URL has.
std::string_view base_url_mistake(std::string_view url, environment env);

} // namespace ws::server
