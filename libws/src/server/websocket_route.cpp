#include "server/websocket_route.hpp"

#include <string>
#include <utility>

namespace ws::server
{

void add_websocket_route(net::router& table, upgrade_context context)
{
    net::websocket_route route;
    route.path = "/connection/websocket";
    route.admit = [context = std::move(context)](const net::http_request& request)
    { return admit_upgrade(context, request); };
    route.subprotocols = {std::string(json_subprotocol)};
    table.add(std::move(route));
}

} // namespace ws::server
