#include "connection_limit.hpp"

#include <ws/base/log.hpp>

#include <algorithm>
#include <chrono>

namespace ws::net
{
namespace
{

constexpr std::size_t reserved_seats = 64;
/// Who is silent on a reserved seat keeps it from a probe.
constexpr std::chrono::milliseconds reserved_head_timeout{2000};

http_server_options hurried(http_server_options options)
{
    options.head_timeout = std::min(options.head_timeout, reserved_head_timeout);
    return options;
}

} // namespace

connection_limit::connection_limit(const http_server_options& options)
    : options_(options), reserved_options_(hurried(options))
{
}

seat connection_limit::take(std::size_t regular)
{
    if (regular < options_.max_connections)
        return seat::regular;
    if (reserved_ == reserved_seats)
        return seat::none;
    ++reserved_;
    return seat::reserved;
}

http_response connection_limit::refusal(steady_time now)
{
    if (const auto count = log_.count(now); count > 0)
        log::warn("connection_limit_reached", {{"limit", options_.max_connections}, {"refused", count}});
    auto response = text_response(503, "Too many connections; try again soon.");
    response.headers.push_back({"Retry-After", "5"});
    return response;
}

} // namespace ws::net
