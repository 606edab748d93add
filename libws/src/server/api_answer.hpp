#pragma once

#include "server/api_method.hpp"

#include <ws/net/http_message.hpp>

#include <string>
#include <string_view>

namespace ws::server
{

/// How a failure of a single method is told (docs/protocol.md).
enum class error_mode
{
    body,      ///< status 200, the error is a member of the body
    transport, ///< the error's own status, the body is the error
};

/// What the request's X-Centrifugo-Error-Mode asks for.
error_mode requested_error_mode(const net::http_request& request);

/// Appends {"error":{"code":…,"message":…}}.
void append_error_member(std::string& out, const realtime::client_error& error);

/// The answer to a single method's request.
net::http_response answer_of(const api_reply& reply, error_mode mode);

/// 400: the body has not the form that the method wants; plain text for its sender.
net::http_response malformed_answer(std::string_view why);

/// 503 with Retry-After: the same request may succeed a little later.
net::http_response try_again_answer(std::string_view why);

} // namespace ws::server
