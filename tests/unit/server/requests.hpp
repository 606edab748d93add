#pragma once

#include <ws/net/http_message.hpp>

#include <initializer_list>
#include <string>

namespace ws::test
{

/// A request with these headers, as the HTTP server hands it to a handler.
inline net::http_request request_with(std::initializer_list<net::http_header> headers)
{
    net::http_request request;
    request.method = "POST";
    request.path = "/api/info";
    request.headers = headers;
    request.body = "{}";
    request.peer_address = "127.0.0.1";
    return request;
}

} // namespace ws::test
