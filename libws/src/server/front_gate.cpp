#include "server/front_gate.hpp"

#include "server/admin_gate.hpp"
#include "server/cors.hpp"
#include "server/health.hpp"

#include <ws/base/log.hpp>

namespace ws::server
{
namespace
{

/// A year: browsers that have once been here come by https only.
constexpr std::string_view stay_with_tls = "max-age=31536000";

net::http_response refuse_plain_http(const net::http_request& request)
{
    log::info(
        "plain_http_refused",
        {{"path", log::excerpt(request.path)}, {"peer", log::excerpt(request.peer_address)}});
    return net::text_response(403, "This service is reached by https and wss only.");
}

} // namespace

net::http_gate make_front_gate(const edge& peers, const origin_policy& origins, bool strict)
{
    net::http_gate gate;
    gate.refuse = [&peers, &origins, strict](
                      const net::http_request& request,
                      const net::route_match& found) -> std::optional<net::http_response>
    {
        if (strict && !is_health_path(request.path) &&
            peers.scheme_of(request) == auth::forwarded_scheme::http)
            return refuse_plain_http(request);
        if (auto refused = refuse_pages_for_admin(request))
            return refused;
        return answer_for_origin(origins, request, found);
    };
    gate.complete =
        [&peers, &origins,
         strict](const net::http_request& request, const net::route_match& found, net::http_response& answer)
    {
        complete_for_origin(origins, request, found, answer);
        complete_for_admin(request, answer);
        if (strict && peers.scheme_of(request) == auth::forwarded_scheme::https)
            answer.headers.push_back({"Strict-Transport-Security", std::string(stay_with_tls)});
    };
    return gate;
}

} // namespace ws::server
