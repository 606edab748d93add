#include "server/origin_policy.hpp"

namespace ws::server
{

std::optional<std::string_view> origin_policy::origin_of(const net::http_request& request) const
{
    if (request.header_count("Origin") != 1)
        return std::nullopt;
    const auto origin = request.header("Origin");
    const bool passes = allowed.allows(*origin) || (allow_any && auth::parse_origin(*origin));
    return passes ? origin : std::nullopt;
}

} // namespace ws::server
