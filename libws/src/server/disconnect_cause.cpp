#include "server/disconnect_cause.hpp"

#include <boost/json/parse.hpp>

#include <cstddef>

namespace ws::server
{
namespace
{

constexpr std::uint64_t lowest_close_code = 3000;
constexpr std::uint64_t highest_close_code = 4999;
/// What a control frame has room for behind the code (RFC 6455 §5.5).
constexpr std::size_t max_reason_bytes = 123;

bool is_usable_reason(std::string_view reason)
{
    if (reason.empty() || reason.size() > max_reason_bytes)
        return false;
    const std::size_t first = reason.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos ||
        std::string_view("{[\"").find(reason[first]) != std::string_view::npos)
        return false;
    boost::json::error_code ec;
    (void)boost::json::parse(reason, ec);
    return ec.failed();
}

} // namespace

bool is_usable_cause(std::uint64_t code, std::string_view reason)
{
    return code >= lowest_close_code && code <= highest_close_code && is_usable_reason(reason);
}

} // namespace ws::server
