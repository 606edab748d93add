#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace imagineo
{

struct http_target
{
    std::string host; ///< name or numeric address, IPv6 without brackets
    std::string port;
    std::string path = "/health/ready";

    [[nodiscard]] std::string to_string() const;
};

/// http://host[:port][/path]; without a path that of the readiness probe.
std::optional<http_target> parse_http_url(std::string_view url);

/// Where to reach a server that listens on this address, from the same machine.
http_target reach_listener(std::string_view host, std::uint16_t port);

/// Sends a GET: the status of the answer, or a sentence about why there is none.
std::variant<int, std::string> get_status(const http_target& target, std::chrono::milliseconds limit);

} // namespace imagineo
