#include "server/websocket_route.hpp"

#include "server/upgrade_refusal.hpp"

#include <string>
#include <utility>

namespace ws::server
{

void add_websocket_route(net::router& table, upgrade_context context)
{
    net::websocket_route route;
    route.path = "/connection/websocket";
    route.refuse = [&origins = context.origins](const net::http_request& request)
    { return refuse_origin(origins, request); };
    route.admit = [context = std::move(context)](const net::http_request& request)
    { return admit_upgrade(context, request); };
    route.subprotocols = {std::string(json_subprotocol)};
    table.add(std::move(route));
}

} // namespace ws::server
