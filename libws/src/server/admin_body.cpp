#include "server/admin_body.hpp"

#include "server/problem_answer.hpp"
#include "server/request_reader.hpp"

#include <ws/base/log.hpp>

#include <boost/algorithm/string/predicate.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace ws::server
{
namespace
{

/// Whatever parameters follow the media type.
bool says_json(const net::http_request& request)
{
    std::string_view type = request.header("Content-Type").value_or("");
    type = type.substr(0, type.find(';'));
    type = type.substr(0, type.find_last_not_of(" \t") + 1);
    return request.header_count("Content-Type") == 1 && boost::algorithm::iequals(type, "application/json");
}

} // namespace

std::variant<boost::json::value, net::http_response>
parse_admin_body(const net::http_request& request, std::initializer_list<std::string_view> members)
{
    if (!says_json(request))
        return problem_answer(415, "Send JSON: Content-Type: application/json.");
    std::string why;
    auto body = parse_api_object(request.body, why);
    if (!body)
        return problem_answer(400, why);
    for (const auto& member : body->get_object())
        if (std::find(members.begin(), members.end(), std::string_view(member.key())) == members.end())
            return problem_answer(
                400, fmt::format("there is no member \"{}\"", log::excerpt(std::string_view(member.key()))));
    return std::move(*body);
}

} // namespace ws::server
