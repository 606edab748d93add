#include "server/api_routes.hpp"

#include "server/api_answer.hpp"
#include "server/api_auth.hpp"
#include "server/api_batch.hpp"
#include "server/api_pipeline.hpp"

#include <utility>

namespace ws::server
{
namespace
{

net::task<net::http_response> serve_method(
    const api_context& context, const api_method& method, const auth::api_key& key,
    const net::http_request& request)
{
    if (!context.uses.admits(key, method.scope))
        co_return refuse_scope();

    std::string why;
    const auto body = parse_api_object(request.body, why);
    if (!body)
        co_return refuse_malformed(key, method.name, why);
    auto read = read_request(method, request.body, body->get_object());
    if (const auto* malformed = std::get_if<malformed_request>(&read))
        co_return refuse_malformed(key, method.name, malformed->why);

    const api_reply reply = co_await std::get<api_call>(read)(context.node);
    if (!reply)
        log_failure(key, method.name, reply.error());
    co_return answer_of(reply, requested_error_mode(request));
}

} // namespace

void add_api_routes(net::router& table, const api_context& context, std::size_t max_body_bytes)
{
    const auto add = [&](std::string path, auto serve)
    {
        net::http_route route;
        route.method = "POST";
        route.path = std::move(path);
        route.max_body_bytes = max_body_bytes;
        route.handle = [context, serve](const net::http_request& request)
        {
            return serve_with_key(
                context, request,
                [&context, &serve, &request](const auth::api_key& key)
                { return serve(context, key, request); });
        };
        table.add(std::move(route));
    };
    for (const api_method& method : api_methods())
        add("/api/" + std::string(method.name),
            [&method](const api_context& c, const auth::api_key& key, const net::http_request& request)
            { return serve_method(c, method, key, request); });
    add("/api/batch", serve_batch);
    add("/api", serve_pipeline);
}

} // namespace ws::server
