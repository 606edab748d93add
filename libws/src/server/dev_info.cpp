#include "server/dev_info.hpp"

#include "base/json_object_writer.hpp"

#include <ws/server/version.hpp>

#include <string>
#include <vector>

namespace ws::server
{
namespace
{

std::string namespaces_of(const config& settings)
{
    std::string json = "[";
    for (const auto& [name, rules] : describe_namespaces(settings))
    {
        json += json.size() > 1 ? "," : "";
        object_writer one(json);
        one.string_always("name", name);
        one.string_always("rules", rules);
    }
    return json + ']';
}

} // namespace

std::function<net::http_response(const net::http_request&)> make_dev_info(const config& settings)
{
    return [namespaces = namespaces_of(settings),
            issues_tokens = settings.dev_issuer_key.has_value()](const net::http_request& request)
    {
        const std::string host(request.header("Host").value_or(""));
        std::string json;
        {
            object_writer info(json);
            info.string_always("version", version());
            info.string_always("websocket_url", "ws://" + host + "/connection/websocket");
            info.member("issues_tokens") += issues_tokens ? "true" : "false";
            info.raw("namespaces", namespaces);
        }
        return net::json_response(200, std::move(json));
    };
}

} // namespace ws::server
