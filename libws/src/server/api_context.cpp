#include "server/api_context.hpp"

#include "server/api_answer.hpp"
#include "server/api_auth.hpp"

#include <ws/base/log.hpp>

namespace ws::server
{

net::task<net::http_response>
serve_with_key(const api_context& context, const net::http_request& request, keyed_handler serve)
{
    auto admitted = authenticate_api_request(context.keys, context.front, request);
    if (auto* refusal = std::get_if<net::http_response>(&admitted))
    {
        log::info(
            "api_refused", {{"path", request.path},
                            {"status", refusal->status},
                            {"address", context.front.address_of(request).text}});
        co_return std::move(*refusal);
    }
    const auth::api_key& key = *std::get<const auth::api_key*>(admitted);
    ++context.counts.api_requests;
    context.uses.came(key);

    const auto use = context.front.take_api(key.name);
    if (use && !use->verdict.allowed)
    {
        context.uses.over_rate(key);
        log::info("api_refused", {{"path", request.path}, {"status", 429}, {"key", key.name}});
        co_return rate_refusal(*use);
    }
    auto answer = co_await serve(key);
    if (use)
        add_rate_fields(answer, *use);
    co_return answer;
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
