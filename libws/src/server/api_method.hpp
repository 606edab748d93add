#pragma once

#include "server/request_reader.hpp"

#include <ws/auth/api_key.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/realtime/node.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace ws::server
{

/// What a method answers: its result as the text of a JSON object, or an error.
using api_reply = realtime::answer<std::string>;

/// A request that was read and can be carried out, once. The node must live
/// until the coroutine has ended; the call itself need not.
using api_call = std::function<net::task<api_reply>(realtime::node&)>;

/// A method of the server API (docs/protocol.md).
struct api_method
{
    std::string_view name;
    auth::api_scope scope; ///< what a key must have
    api_call (*read)(request_reader& in);
};

/// All of them but `batch`, which is made of these.
std::span<const api_method> api_methods();

/// nullptr for an unknown name.
const api_method* find_api_method(std::string_view name);

/// The request has not the form of its method; the text is for its sender.
struct malformed_request
{
    std::string why;
};

/// Reads a method's request: nothing is carried out yet. `object` is `text` parsed.
std::variant<api_call, malformed_request>
read_request(const api_method& method, std::string_view text, const boost::json::object& object);

/// A call that answers with this error.
api_call answer_with(const realtime::client_error& error);

} // namespace ws::server
