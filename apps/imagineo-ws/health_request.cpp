#include "health_request.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace imagineo
{
namespace
{

namespace asio = boost::asio;
using outcome = std::variant<int, std::string>;

/// The status of a line such as "HTTP/1.1 200 OK", or 0.
int status_of(std::string_view line)
{
    const std::size_t space = line.find(' ');
    if (!line.starts_with("HTTP/1.") || space == std::string_view::npos)
        return 0;
    int status = 0;
    std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
    return status;
}

outcome outcome_of(std::string_view line)
{
    if (const int status = status_of(line))
        return status;
    return "what answers there is no HTTP server";
}

std::string reason_of(const std::exception_ptr& failure)
{
    try
    {
        std::rethrow_exception(failure);
    }
    catch (const boost::system::system_error& e)
    {
        return e.code() == asio::error::not_found ? "what answers there is no HTTP server"
                                                  : e.code().message();
    }
}

asio::awaitable<std::string> first_line(http_target target)
{
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver(executor);
    const auto endpoints = co_await resolver.async_resolve(target.host, target.port, asio::use_awaitable);
    asio::ip::tcp::socket socket(executor);
    co_await asio::async_connect(socket, endpoints, asio::use_awaitable);

    const std::string request = fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: imagineo-ws-health\r\nConnection: close\r\n\r\n",
        target.path, target.host.find(':') == std::string::npos ? target.host : '[' + target.host + ']');
    co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);

    constexpr std::size_t longest_line = 8192;
    std::string answer;
    const std::size_t length = co_await asio::async_read_until(
        socket, asio::dynamic_buffer(answer, longest_line), std::string_view("\r\n"), asio::use_awaitable);
    answer.resize(length);
    co_return answer;
}

} // namespace

std::string http_target::to_string() const
{
    const bool bracket = host.find(':') != std::string::npos;
    return fmt::format("http://{}{}{}:{}{}", bracket ? "[" : "", host, bracket ? "]" : "", port, path);
}

std::optional<http_target> parse_http_url(std::string_view url)
{
    constexpr std::string_view scheme = "http://";
    const bool clean = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; });
    if (!url.starts_with(scheme) || !clean)
        return std::nullopt;
    url.remove_prefix(scheme.size());
    const std::size_t slash = std::min(url.find('/'), url.size());
    std::string_view authority = url.substr(0, slash);
    http_target target;
    if (const std::string_view path = url.substr(slash); path.size() > 1)
        target.path = path;
    const std::size_t host_end = authority.starts_with('[') ? authority.find(']') : authority.find(':');
    const bool brackets = authority.starts_with('[');
    if (brackets && host_end == std::string_view::npos)
        return std::nullopt;
    target.host = brackets ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
    authority.remove_prefix(brackets ? host_end + 1 : std::min(host_end, authority.size()));
    target.port = authority.empty() ? "80" : authority.substr(1);
    std::uint16_t port = 0;
    const auto [end, error] =
        std::from_chars(target.port.data(), target.port.data() + target.port.size(), port);
    const bool port_ok = error == std::errc{} && end == target.port.data() + target.port.size() && port > 0;
    if (target.host.empty() || !port_ok || (!authority.empty() && authority.front() != ':'))
        return std::nullopt;
    return target;
}

http_target reach_listener(std::string_view host, std::uint16_t port)
{
    http_target target;
    target.host = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : std::string(host);
    target.port = std::to_string(port);
    return target;
}

outcome get_status(const http_target& target, std::chrono::milliseconds limit)
{
    outcome result = fmt::format("no answer within {} s", std::chrono::duration<double>(limit).count());
    asio::io_context io(1);
    auto keep = [&result](const std::exception_ptr& failure, const std::string& line)
    { result = failure ? outcome(reason_of(failure)) : outcome_of(line); };
    asio::co_spawn(io, first_line(target), std::move(keep));
    io.run_for(limit);
    return result;
}

} // namespace imagineo
