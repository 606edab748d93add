#include "server/admin_body.hpp"
#include "server/admin_handlers.hpp"
#include "server/disconnect_cause.hpp"
#include "server/problem_answer.hpp"
#include "server/request_reader.hpp"

#include <ws/base/log.hpp>
#include <ws/realtime/codes.hpp>

#include <fmt/format.h>

#include <string>

namespace ws::server
{
namespace
{

constexpr std::string_view usual_reason = realtime::close_with::force_disconnect.reason;

/// Whom a request is about, and how they are to be told.
struct disconnect_order
{
    std::string user;
    std::string session;
    std::string client;
    std::uint64_t code = realtime::close_with::force_disconnect.code;
    std::string reason;
};

disconnect_order read_order(request_reader& in)
{
    disconnect_order order;
    order.user = in.text("user");
    order.session = in.text("session");
    order.client = in.text("client");
    if (in.find("code") != nullptr)
        order.code = in.whole_number("code");
    order.reason = in.find("reason") != nullptr ? in.text("reason") : std::string(usual_reason);
    return order;
}

/// "" = nothing is wrong.
std::string_view mistake_in(const disconnect_order& order)
{
    const int named = !order.user.empty() + !order.session.empty() + !order.client.empty();
    if (named != 1)
        return "name exactly one of \"user\", \"session\" and \"client\"";
    if (!is_usable_cause(order.code, order.reason))
        return "\"code\" must be from 3000 to 4999, and \"reason\" a text of 1 to 123 bytes that is no JSON";
    return {};
}

std::size_t carry_out(const disconnect_order& order, realtime::node& node)
{
    const realtime::disconnect how{static_cast<std::uint16_t>(order.code), order.reason};
    if (!order.user.empty())
        return node.close_user(order.user, how);
    if (!order.session.empty())
        return node.close_session(order.session, how);
    return node.close_client(order.client, how);
}

} // namespace

net::http_response disconnect_clients(const admin_context& context, const admin_request& request)
{
    const auto body = parse_admin_body(request.http, {"user", "session", "client", "code", "reason"});
    if (const auto* refusal = std::get_if<net::http_response>(&body))
        return *refusal;
    request_problems problems;
    request_reader in(request.http.body, std::get<boost::json::value>(body).get_object(), problems);
    const disconnect_order order = read_order(in);
    if (!problems.malformed.empty())
        return problem_answer(400, problems.malformed);
    if (const auto mistake = mistake_in(order); !mistake.empty())
        return problem_answer(400, mistake);

    const std::size_t connections = carry_out(order, context.node);
    log::info(
        "admin_disconnect", {{"key", request.key.name},
                             {"user", log::excerpt(order.user)},
                             {"session", log::excerpt(order.session)},
                             {"client", log::excerpt(order.client)},
                             {"code", order.code},
                             {"connections", connections}});
    return net::json_response(200, fmt::format(R"({{"connections":{}}})", connections));
}

} // namespace ws::server
