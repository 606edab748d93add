#include "server/api_context.hpp"

#include "server/api_answer.hpp"
#include "server/api_auth.hpp"

#include <ws/base/log.hpp>

namespace ws::server
{

std::variant<const auth::api_key*, net::http_response>
admit(const api_context& context, const net::http_request& request)
{
    auto admitted = authenticate_api_request(context.keys, request);
    if (const auto* refusal = std::get_if<net::http_response>(&admitted))
        log::info(
            "api_refused",
            {{"path", request.path}, {"status", refusal->status}, {"peer", request.peer_address}});
    else
        ++context.counts.api_requests;
    return admitted;
}

net::http_response refuse_malformed(const auth::api_key& key, std::string_view method, std::string_view why)
{
    log::info("api_malformed", {{"method", method}, {"key", key.name}, {"why", why}});
    return malformed_answer(why);
}

void log_failure(const auth::api_key& key, std::string_view method, const realtime::client_error& error)
{
    log::info(
        "api_error",
        {{"method", method}, {"key", key.name}, {"code", error.code}, {"message", error.message}});
}

} // namespace ws::server
