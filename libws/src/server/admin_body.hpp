#pragma once

#include <ws/net/http_message.hpp>

#include <boost/json/value.hpp>

#include <initializer_list>
#include <string_view>
#include <variant>

namespace ws::server
{

/// The JSON object of a request's body, or the answer to a body that is something else:
/// 415 for another content type, 400 for what is no object or has a member that is not
/// among these. A member that nobody knows is a slip of the pen, and what it was to say
/// would be missing.
std::variant<boost::json::value, net::http_response>
parse_admin_body(const net::http_request& request, std::initializer_list<std::string_view> members);

} // namespace ws::server
