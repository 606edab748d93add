#include "server/dev_guard.hpp"

#include <ws/base/log.hpp>

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace ws::server
{
namespace
{

constexpr std::string_view wrong_host =
    "This path of a development server is for the machine it runs on: open it as http://127.0.0.1 or "
    "http://localhost.";
constexpr std::string_view forwarded =
    "This path of a development server does not answer through a proxy: ask it directly.";
constexpr std::string_view wrong_origin =
    "This path of a development server does not answer pages of this origin: add it to FRONTEND_URL if it "
    "is your front end.";

/// Whether a proxy adds a header of this name to what it passes on.
bool is_forwarding_header(std::string_view name)
{
    static constexpr std::array<std::string_view, 8> names{
        "Forwarded",      "Via",       "X-Real-IP",        "X-Client-IP",
        "True-Client-IP", "Client-IP", "CF-Connecting-IP", "DO-Connecting-IP"};
    using boost::algorithm::iequals;
    return boost::algorithm::istarts_with(name, "X-Forwarded") ||
           std::any_of(names.begin(), names.end(), [name](std::string_view n) { return iequals(n, name); });
}

net::http_response refusal(const net::http_request& request, unsigned status, std::string_view text)
{
    log::warn(
        "development_request_refused", {{"path", log::excerpt(request.path)},
                                        {"status", status},
                                        {"host", log::excerpt(request.header("Host").value_or(""))},
                                        {"origin", log::excerpt(request.header("Origin").value_or(""))}});
    return net::text_response(status, text);
}

net::task<net::http_response> serve_uncached(const net::http_handler& inner, const net::http_request& request)
{
    auto answer = co_await inner(request);
    answer.headers.push_back({"Cache-Control", "no-store"});
    co_return answer;
}

auth::origin_list with_exact(std::vector<auth::origin> own, const std::vector<auth::origin>& front_ends)
{
    std::copy_if(
        front_ends.begin(), front_ends.end(), std::back_inserter(own),
        [](const auth::origin& o) { return !auth::is_pattern(o); });
    return auth::origin_list(std::move(own));
}

} // namespace

bool is_forwarded(const net::http_request& request)
{
    return std::any_of(
        request.headers.begin(), request.headers.end(),
        [](const net::http_header& header) { return is_forwarding_header(header.name); });
}

bool is_loopback_host(std::string_view host)
{
    for (const std::string_view name : {"localhost", "127.0.0.1", "[::1]"})
    {
        if (!boost::algorithm::istarts_with(host, name))
            continue;
        const std::string_view rest = host.substr(name.size());
        const bool is_port = rest.size() > 1 && rest.size() <= 6 && rest.front() == ':' &&
                             rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
        return rest.empty() || is_port;
    }
    return false;
}

dev_guard::dev_guard(std::vector<auth::origin> own, const std::vector<auth::origin>& front_ends)
    : own_(own), own_and_front_ends_(with_exact(std::move(own), front_ends))
{
}

bool dev_guard::admits(const net::http_request& request, dev_audience audience) const
{
    if (request.header_count("Origin") > 1)
        return false;
    const auto origin = request.header("Origin");
    const auto& admitted = audience == dev_audience::own_pages ? own_ : own_and_front_ends_;
    return !origin || admitted.allows(*origin);
}

std::optional<net::http_response>
dev_guard::refuse(const net::http_request& request, dev_audience audience) const
{
    if (request.header_count("Host") != 1 || !is_loopback_host(*request.header("Host")))
        return refusal(request, 421, wrong_host);
    if (is_forwarded(request))
        return refusal(request, 403, forwarded);
    if (!admits(request, audience))
        return refusal(request, 403, wrong_origin);
    return std::nullopt;
}

net::http_route guarded(dev_guard guard, dev_audience audience, net::http_route route)
{
    route.refuse = [guard = std::move(guard), audience](const net::http_request& request)
    { return guard.refuse(request, audience); };
    route.cross_origin = audience == dev_audience::front_ends;
    route.handle = [inner = std::move(route.handle)](const net::http_request& request)
    { return serve_uncached(inner, request); };
    return route;
}

} // namespace ws::server
