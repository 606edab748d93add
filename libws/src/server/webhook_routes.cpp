#include "server/webhook_routes.hpp"

#include <memory>
#include <utility>

namespace ws::server
{

void add_webhook_routes(net::router& table, const webhook_settings& settings, webhook_receiver& receiver)
{
    using webhook::verdict;
    for (const webhook_provider_settings& provider : settings.providers)
    {
        const auto from = std::make_shared<webhook_sender>(
            webhook_sender{provider.name, webhook::provider(provider.options)});
        net::http_route route;
        route.method = "POST";
        route.path = "/webhooks/" + provider.name;
        route.max_body_bytes = provider.max_body_bytes;
        route.refuse = [&receiver, from](const net::http_request& request)
        { return receiver.refuse(*from, request); };
        route.refuse_body = [&receiver, from](const net::http_request& request, unsigned status)
        {
            if (status == 413)
                return receiver.end(*from, request, {verdict::body_too_large});
            if (status == 415)
                return receiver.end(*from, request, {verdict::encoded_body});
            return net::json_response(status, R"({"error":"bad_request"})");
        };
        route.handle = [&receiver, from](const net::http_request& request)
        { return receiver.receive(*from, request); };
        table.add(std::move(route));
    }
}

} // namespace ws::server
