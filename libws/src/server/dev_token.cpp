#include "server/dev_token.hpp"

#include "base/json_object_writer.hpp"
#include "server/api_answer.hpp"

#include <ws/auth/origin.hpp>

#include <utility>

namespace ws::server
{
namespace
{

std::string authorized_party(const dev_issuer& issuer, const net::http_request& request)
{
    const auto origin = auth::parse_origin(request.header("Origin").value_or(""));
    return origin ? origin->to_string() : issuer.url();
}

} // namespace

net::http_response
answer_dev_token(const dev_issuer& issuer, const net::http_request& request, system_time now)
{
    std::string mistake;
    const dev_session session = read_dev_session(request, mistake);
    if (!mistake.empty())
        return malformed_answer(mistake);

    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    const auto expires = (second + session.lifetime).time_since_epoch();
    std::string json;
    {
        object_writer answer(json);
        answer.string_always("token", issuer.mint(session, authorized_party(issuer, request), second));
        answer.string_always("user", session.user);
        answer.string_always("session", session.id);
        answer.string("org", session.organization);
        if (!session.organization.empty())
            answer.string("role", "org:" + session.role);
        answer.number_always("expires_at", static_cast<std::uint64_t>(expires.count()));
        answer.number_always("expires_in", static_cast<std::uint64_t>(session.lifetime.count()));
    }
    return net::json_response(200, std::move(json));
}

net::http_response no_dev_issuer()
{
    return net::text_response(
        409,
        "A key of Clerk's is configured, so tokens come from Clerk: unset CLERK_SECRET_KEY, CLERK_JWT_KEY "
        "and CLERK_PUBLISHABLE_KEY to have them made here.");
}

} // namespace ws::server
