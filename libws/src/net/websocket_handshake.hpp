#pragma once

#include <ws/net/http_message.hpp>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <string_view>

namespace ws::net
{

/// As much of an upgrade request as Beast needs to answer it; its form has been
/// checked before (websocket_upgrade.hpp).
inline boost::beast::http::request<boost::beast::http::empty_body>
handshake_request(const http_request& request)
{
    namespace http = boost::beast::http;
    http::request<http::empty_body> minimal(http::verb::get, "/", 11);
    minimal.set(http::field::host, "-");
    minimal.set(http::field::connection, "upgrade");
    minimal.set(http::field::upgrade, "websocket");
    minimal.set(http::field::sec_websocket_version, "13");
    minimal.set(http::field::sec_websocket_key, request.header("Sec-WebSocket-Key").value_or(""));
    return minimal;
}

/// What Beast's answer lacks. `subprotocol`: the chosen one, or empty.
inline void complete_handshake(boost::beast::websocket::response_type& answer, std::string_view subprotocol)
{
    namespace http = boost::beast::http;
    answer.set(http::field::server, "imagineo-ws");
    if (!subprotocol.empty())
        answer.set(http::field::sec_websocket_protocol, subprotocol);
}

} // namespace ws::net
