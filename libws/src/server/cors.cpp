#include "server/cors.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace ws::server
{
namespace
{

constexpr std::array<std::string_view, 3> allowed_headers{"authorization", "content-type", "x-request-id"};

bool is_preflight(const net::http_request& request)
{
    return request.method == "OPTIONS" && request.header("Origin") &&
           request.header("Access-Control-Request-Method");
}

bool changes_nothing(std::string_view method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

/// Those of our headers that the page asks for.
std::string granted_headers(const net::http_request& request)
{
    std::string granted;
    const auto asks_for = [&](std::string_view name)
    {
        std::string_view rest = request.header("Access-Control-Request-Headers").value_or("");
        while (!rest.empty())
        {
            const auto comma = std::min(rest.find(','), rest.size());
            std::string_view asked = rest.substr(0, comma);
            asked.remove_prefix(std::min(asked.find_first_not_of(" \t"), asked.size()));
            asked = asked.substr(0, asked.find_last_not_of(" \t") + 1);
            if (boost::algorithm::iequals(asked, name))
                return true;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
        return false;
    };
    for (const std::string_view name : allowed_headers)
        if (asks_for(name))
            granted.append(granted.empty() ? "" : ", ").append(name);
    return granted;
}

std::string joined(const std::vector<std::string_view>& methods)
{
    std::string list;
    for (const std::string_view method : methods)
        list.append(list.empty() ? "" : ", ").append(method);
    return list;
}

net::http_response preflight_answer(const net::http_request& request, const net::route_match& found)
{
    net::http_response answer;
    answer.status = 204;
    answer.headers.push_back({"Access-Control-Allow-Methods", joined(found.allowed_methods)});
    if (auto headers = granted_headers(request); !headers.empty())
        answer.headers.push_back({"Access-Control-Allow-Headers", std::move(headers)});
    answer.headers.push_back({"Access-Control-Max-Age", "600"});
    return answer;
}

} // namespace

std::optional<net::http_response> answer_for_origin(
    const origin_policy& origins, const net::http_request& request, const net::route_match& found)
{
    if (!found.cross_origin || !request.header("Origin"))
        return std::nullopt;
    const bool allowed = origins.origin_of(request).has_value();
    const bool preflight = is_preflight(request);
    if (!allowed && (preflight || !changes_nothing(request.method)))
        return net::text_response(403, "This origin is not allowed.");
    if (preflight)
        return preflight_answer(request, found);
    return std::nullopt;
}

void complete_for_origin(
    const origin_policy& origins, const net::http_request& request, const net::route_match& found,
    net::http_response& answer)
{
    const bool may_be_preflight = found.cross_origin && request.method == "OPTIONS";
    answer.headers.push_back(
        {"Vary", may_be_preflight ? "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
                                  : "Origin"});
    if (!found.cross_origin)
        return;
    const auto origin = origins.origin_of(request);
    if (!origin)
        return;
    answer.headers.push_back({"Access-Control-Allow-Origin", std::string(*origin)});
    if (!is_preflight(request))
        answer.headers.push_back(
            {"Access-Control-Expose-Headers", "RateLimit, RateLimit-Policy, Retry-After"});
}

} // namespace ws::server
