#include "server/dev_routes.hpp"

#include "server/api_answer.hpp"
#include "server/api_method.hpp"
#include "server/at_once.hpp"
#include "server/config_parts.hpp"
#include "server/dev_info.hpp"
#include "server/dev_subscription_token.hpp"
#include "server/dev_token.hpp"
#include "server/dev_webhook.hpp"
#include "server/playground.hpp"

#include <utility>

namespace ws::server
{
namespace
{

/// As POST /api/publish, without a key.
net::task<net::http_response> publish(realtime::node& node, const net::http_request& request)
{
    std::string why;
    const auto body = parse_api_object(request.body, why);
    if (!body)
        co_return malformed_answer(why);
    auto read = read_request(*find_api_method("publish"), request.body, body->get_object());
    if (const auto* malformed = std::get_if<malformed_request>(&read))
        co_return malformed_answer(malformed->why);
    const api_reply reply = co_await std::get<api_call>(read)(node);
    co_return answer_of(reply, requested_error_mode(request));
}

/// The Clerk instance that /dev/webhook stands for.
std::string instance_of(const config& settings, const dev_context& context)
{
    if (!settings.webhooks.clerk_instance.empty())
        return settings.webhooks.clerk_instance;
    return context.issuer ? context.issuer->key_id() : "ins_development";
}

} // namespace

std::string own_url(const config& settings)
{
    return auth::origin{"http", "127.0.0.1", settings.port}.to_string();
}

void add_dev_routes(net::router& table, const config& settings, const dev_context& context)
{
    if (settings.env != environment::development)
        return;
    const dev_guard guard(own_loopback_origins(settings), settings.allowed_origins);
    const auto add = [&](std::string method, std::string path, net::http_handler handle)
    {
        // What is done to the server is for its own page; what is asked of it, for front ends too.
        const auto audience = method == "GET" ? dev_audience::front_ends : dev_audience::own_pages;
        net::http_route route;
        route.method = std::move(method);
        route.path = std::move(path);
        route.handle = std::move(handle);
        table.add(guarded(guard, audience, std::move(route)));
    };
    add_playground_routes(table, guard, settings.port);
    add("GET", "/dev/info",
        [info = make_dev_info(settings)](const net::http_request& request)
        { return at_once(info(request)); });
    add("GET", "/dev/token",
        [issuer = context.issuer](const net::http_request& request)
        {
            return at_once(
                issuer ? answer_dev_token(*issuer, request, std::chrono::system_clock::now())
                       : no_dev_issuer());
        });
    add("GET", "/dev/jwks.json",
        [issuer = context.issuer](const net::http_request&)
        { return at_once(issuer ? net::json_response(200, issuer->jwks()) : no_dev_issuer()); });
    add("GET", "/dev/subscription-token",
        [tokens = settings.tokens](const net::http_request& request) {
            return at_once(answer_dev_subscription_token(tokens, request, std::chrono::system_clock::now()));
        });
    add("POST", "/dev/webhook",
        [clerk = dev_clerk(table, settings.webhooks, instance_of(settings, context))](
            const net::http_request& request)
        { return clerk.deliver(request, std::chrono::system_clock::now()); });
    add("POST", "/dev/publish",
        [&node = context.node](const net::http_request& request) { return publish(node, request); });
}

} // namespace ws::server
