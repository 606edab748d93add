#include "server/admin_routes.hpp"

#include "server/admin_auth.hpp"
#include "server/admin_handlers.hpp"
#include "server/at_once.hpp"
#include "server/limit_answer.hpp"
#include "server/problem_answer.hpp"

#include <ws/base/log.hpp>

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace ws::server
{
namespace
{

struct admin_row
{
    std::string_view method;
    std::string_view path;
    admin_handler handle;
};

constexpr admin_row rows[] = {
    {"GET", "/admin/api/info", show_info},
    {"GET", "/admin/api/config", show_configuration},
    {"GET", "/admin/api/keys", list_keys},
    {"GET", "/admin/api/connections", list_connections},
    {"GET", "/admin/api/connections/*", show_connection},
    {"GET", "/admin/api/channels", list_channels},
    {"GET", "/admin/api/denials", list_denials},
    {"POST", "/admin/api/denials", add_denial},
    {"DELETE", "/admin/api/denials", lift_denial},
    {"POST", "/admin/api/disconnect", disconnect_clients},
};

/// The longest of them names a user, an organisation and a time.
constexpr std::size_t max_body_bytes = 16 * 1024;

net::http_response serve(const admin_context& context, const admin_row& row, const net::http_request& request)
{
    auto admitted = authenticate_admin_request(context, request);
    if (auto* refusal = std::get_if<net::http_response>(&admitted))
        return std::move(*refusal);
    const auth::api_key& key = *std::get<const auth::api_key*>(admitted);

    const auto use = context.front.take_api(key.name);
    if (use && !use->verdict.allowed)
    {
        context.uses.over_rate(key);
        log::info(
            "admin_refused", {{"path", log::excerpt(request.path)}, {"status", 429}, {"key", key.name}});
        return rate_refusal(*use);
    }
    auto answer = row.handle(context, {request, key, row.path});
    if (use)
        add_rate_fields(answer, *use);
    return answer;
}

net::http_response refuse_body(const net::http_request&, unsigned status)
{
    if (status == 413)
        return problem_answer(status, fmt::format("The body may have {} bytes.", max_body_bytes));
    return problem_answer(status, "The body could not be taken.");
}

} // namespace

void add_admin_routes(net::router& table, admin_context context)
{
    const auto shared = std::make_shared<const admin_context>(std::move(context));
    for (const admin_row& row : rows)
    {
        net::http_route route;
        route.method = row.method;
        route.path = row.path;
        route.max_body_bytes = max_body_bytes;
        route.refuse_body = refuse_body;
        route.handle = [shared, &row](const net::http_request& request)
        { return at_once(serve(*shared, row, request)); };
        table.add(std::move(route));
    }
}

} // namespace ws::server
