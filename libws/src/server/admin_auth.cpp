#include "server/admin_auth.hpp"

#include "server/api_auth.hpp"
#include "server/problem_answer.hpp"

#include <ws/base/log.hpp>

#include <utility>

namespace ws::server
{
namespace
{

net::http_response wrong_key(edge& front, const net::http_request& request)
{
    if (auto spent = charge_wrong_key(front, request))
        return std::move(*spent);
    auto answer = problem_answer(401, "The key is missing or wrong.");
    answer.headers.push_back({"WWW-Authenticate", "Bearer realm=\"admin\""});
    return answer;
}

net::http_response refusal_of(key_fault fault, edge& front, const net::http_request& request)
{
    switch (fault)
    {
    case key_fault::none_configured:
        return problem_answer(503, "not-configured");
    case key_fault::two_keys:
        return problem_answer(400, "There is more than one key.");
    case key_fault::wrong_key:
        break;
    }
    return wrong_key(front, request);
}

net::http_response refused(const admin_context& context, const net::http_request& request, key_fault fault)
{
    auto answer = refusal_of(fault, context.front, request);
    log::info(
        "admin_refused", {{"path", log::excerpt(request.path)},
                          {"status", answer.status},
                          {"address", context.front.address_of(request).text}});
    return answer;
}

} // namespace

std::variant<const auth::api_key*, net::http_response>
authenticate_admin_request(const admin_context& context, const net::http_request& request)
{
    if (!context.keys.has(auth::api_scope::admin))
        return refused(context, request, key_fault::none_configured);
    const auto found = find_api_key(context.keys, request);
    if (const auto* fault = std::get_if<key_fault>(&found))
        return refused(context, request, *fault);
    const auth::api_key& key = *std::get<const auth::api_key*>(found);
    context.uses.came(key);
    if (context.uses.admits(key, auth::api_scope::admin))
        return &key;
    log::info("admin_refused", {{"path", log::excerpt(request.path)}, {"status", 403}, {"key", key.name}});
    return problem_answer(403, "This key does not have the scope admin.");
}

} // namespace ws::server
