#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::net
{

struct http_header
{
    std::string name;
    std::string value;
};

/// A request that arrived whole. Header names keep their case; look them up
/// with header(), which ignores it.
struct http_request
{
    std::string method;
    std::string path;  ///< as received, without query; matched byte by byte
    std::string query; ///< as received, without '?'
    std::vector<http_header> headers;
    std::string body;
    std::string peer_address; ///< numeric address of the TCP peer

    /// The first header of that name, or nothing.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
    /// How many headers have that name.
    [[nodiscard]] std::size_t header_count(std::string_view name) const noexcept;
};

/// An answer. The server adds Content-Length, Date, Connection and the headers
/// every answer of ours has; it sends no body for HEAD, 204 and 304.
struct http_response
{
    unsigned status = 200;
    std::string content_type = "application/json";
    std::vector<http_header> headers;
    std::string body;
};

/// A plain-text answer, for people: "text/plain; charset=utf-8" and a line break at the end.
http_response text_response(unsigned status, std::string_view text);
/// `body` must be JSON.
http_response json_response(unsigned status, std::string body);

} // namespace ws::net
