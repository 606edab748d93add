#include "server/playground.hpp"

#include "server/at_once.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace ws::server
{
namespace
{

/// Nothing but the page's own files, and nobody may frame it. Some browsers do not count a
/// WebSocket to the page's own host as 'self', so the addresses are named.
std::string content_security_policy(std::uint16_t port)
{
    return fmt::format(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self' ws://127.0.0.1:{0} ws://localhost:{0}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
        port);
}

std::string url_of(std::string_view asset_path)
{
    return asset_path == "index.html" ? "/" : "/playground/" + std::string(asset_path);
}

} // namespace

std::string_view content_type_of(std::string_view path)
{
    static constexpr std::pair<std::string_view, std::string_view> types[] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".md", "text/plain; charset=utf-8"},
        {"LICENSE", "text/plain; charset=utf-8"},
    };
    for (const auto& [suffix, type] : types)
        if (path.ends_with(suffix))
            return type;
    return {};
}

net::http_response playground_answer(const playground_asset& asset, std::uint16_t port)
{
    net::http_response answer;
    answer.content_type = content_type_of(asset.path);
    answer.body = asset.bytes;
    answer.headers = {
        {"Content-Security-Policy", content_security_policy(port)},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"}};
    return answer;
}

void add_playground_routes(net::router& table, const dev_guard& guard, std::uint16_t port)
{
    for (const playground_asset& asset : playground_assets())
    {
        if (content_type_of(asset.path).empty())
            throw std::logic_error("no content type for the playground's " + std::string(asset.path));
        net::http_route route;
        route.method = "GET";
        route.path = url_of(asset.path);
        route.handle = [&asset, port](const net::http_request&)
        { return at_once(playground_answer(asset, port)); };
        table.add(guarded(guard, dev_audience::own_pages, std::move(route)));
    }
}

} // namespace ws::server
