#pragma once

#include "http_head.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The form of a WebSocket's opening handshake (RFC 6455 §4.2.1), before
/// anybody is asked whether this client may have one.
namespace ws::net
{

/// Does the client ask for a WebSocket? Other upgrades (h2c) are ignored.
bool wants_websocket(const http_request& request);

/// The answer for a client whose handshake is not what the RFC demands;
/// nothing for a proper one.
/// @param bytes_follow something came after the head: nobody may send before
///                     the handshake is answered, and we must not guess what it is
std::optional<http_response> refuse_upgrade_form(const http_head& head, bool bytes_follow);

/// For a request on a WebSocket's path that asks for none.
http_response upgrade_required();

/// The client's first offer among `known`, else "".
std::string choose_subprotocol(const http_request& request, const std::vector<std::string>& known);

} // namespace ws::net
