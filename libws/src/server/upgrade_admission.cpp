#include "server/upgrade_admission.hpp"

#include "server/limit_answer.hpp"
#include "server/upgrade_limits.hpp"
#include "server/upgrade_refusal.hpp"
#include "server/upgrade_token.hpp"

#include <ws/base/log.hpp>

#include <string>
#include <utility>
#include <variant>

namespace ws::server
{
namespace
{

using realtime::auth_failure;
using realtime::identity;
using refusal = std::optional<net::http_response>;

constexpr std::string_view try_later = "5"; ///< seconds; keys and room come back soon

net::http_response unauthorized(std::string body, std::string_view challenge)
{
    auto answer = net::json_response(401, std::move(body));
    answer.headers.push_back({"WWW-Authenticate", std::string(challenge)});
    return answer;
}

net::http_response no_token() { return unauthorized(R"({"error":"token_required"})", "Bearer"); }

/// `why` is shown in development alone: a stranger need not know.
net::http_response wrong_token(const upgrade_context& context, std::string_view why)
{
    std::string body = R"({"error":"invalid_token")";
    if (context.explains)
        body.append(R"(,"reason":")").append(why).append("\"");
    return unauthorized(body + '}', R"(Bearer error="invalid_token")");
}

net::http_response unavailable()
{
    auto answer = net::json_response(503, R"({"error":"temporarily_unavailable"})");
    answer.headers.push_back({"Retry-After", std::string(try_later)});
    return answer;
}

/// What the authenticator did not find is said here, in the same words.
net::http_response
wrong_ticket(const upgrade_context& context, const realtime::connection_origin& from, std::string_view why)
{
    context.tokens.refuse(auth::token_reason::token_invalid);
    log::info(
        "authentication_failed", {{"reason", to_string(auth::token_reason::token_invalid)},
                                  {"verifier", "ticket"},
                                  {"detail", why},
                                  {"address", from.address}});
    from.watch->token_refused();
    return wrong_token(context, why);
}

/// The answer to a token that does not let its connection in.
refusal judge(
    const upgrade_context& context, const realtime::connection_origin& from,
    const std::variant<identity, auth_failure>& verdict)
{
    if (const auto* who = std::get_if<identity>(&verdict))
    {
        if (!who->user.empty() || context.insecure)
            return std::nullopt;
        return wrong_token(context, "it names no user");
    }
    const auth_failure failure = std::get<auth_failure>(verdict);
    if (failure == auth_failure::unavailable)
        return unavailable();
    if (failure == auth_failure::invalid)
        from.watch->token_refused();
    return wrong_token(context, realtime::to_string(failure));
}

refusal use_ticket(
    const upgrade_context& context, const realtime::connection_origin& from,
    const auth::upgrade_ticket& ticket)
{
    using verdict = auth::ticket_register::verdict;
    switch (context.tickets.use(ticket, context.now()))
    {
    case verdict::first:
        break;
    case verdict::used:
        return wrong_ticket(context, from, "it was used before");
    case verdict::too_long:
        return wrong_ticket(context, from, "it lives for more than a minute");
    case verdict::full:
        log::warn("tickets_full", {{"text", "no room to remember another ticket"}});
        return unavailable();
    }
    return std::nullopt;
}

/// The answer that refuses the token; nothing for one that holds, whose user `from` then has.
net::task<refusal>
verify(const upgrade_context& context, realtime::connection_origin& from, const upgrade_token& token)
{
    std::optional<auth::upgrade_ticket> ticket;
    if (token.is_ticket)
    {
        auto read = auth::read_upgrade_ticket(token.text);
        if (!read)
            co_return wrong_ticket(context, from, "it is no ticket");
        ticket = std::move(*read);
        from.ticket = ticket->id; // for this connection alone a used one is no used one
    }
    auto verdict = co_await context.auth.authenticate(token.text, from);
    if (auto refused = judge(context, from, verdict))
        co_return refused;
    if (ticket)
        if (auto refused = use_ticket(context, from, *ticket))
            co_return refused;
    from.user = std::move(std::get<identity>(verdict).user);
    co_return std::nullopt;
}

net::websocket_opener opener_of(const upgrade_context& context, const realtime::connection_origin& from)
{
    return [&node = context.node, &counts = context.counts, from = from](net::websocket& connection) mutable
    {
        ++counts.connections;
        return node.open(connection, std::move(from)); // it is called once
    };
}

} // namespace

net::task<net::websocket_admission>
admit_upgrade(const upgrade_context& context, const net::http_request& request)
{
    if (auto refused = refuse_upgrade(context.ready, request))
        co_return std::move(*refused);
    if (context.memory.is_short())
        co_return unavailable();
    const auth::client_address address = context.front.address_of(request);
    auto taken = take_upgrade(context.front, address);
    if (auto* refused = std::get_if<net::http_response>(&taken))
        co_return std::move(*refused);
    realtime::connection_origin from;
    from.has_origin = request.header_count("Origin") > 0;
    from.address = address.text;
    from.watch = std::move(std::get<std::shared_ptr<realtime::connection_watch>>(taken));

    const auto found = find_upgrade_token(request, context.sources, context.origins);
    if (const auto* dispute = std::get_if<token_dispute>(&found))
        co_return refused_upgrade(request, dispute->status, dispute->reason);
    const auto& token = std::get<upgrade_token>(found);
    if (token.text.empty())
    {
        if (!context.sources.connect && !context.insecure)
            co_return no_token();
        co_return opener_of(context, from);
    }
    if (auto refused = co_await verify(context, from, token))
        co_return std::move(*refused);
    from.watch->authenticated();
    from.token = secret(token.text);
    co_return opener_of(context, from);
}

} // namespace ws::server
