#include "server/api_answer.hpp"

#include <ws/base/json_string.hpp>

namespace ws::server
{
namespace
{

void append_error(std::string& out, std::uint32_t code, std::string_view message)
{
    out.append(R"({"code":)").append(std::to_string(code)).append(R"(,"message":)");
    append_json_string(out, message);
    out += '}';
}

unsigned status_of(const realtime::client_error& error)
{
    switch (error.code)
    {
    case realtime::error::unknown_channel.code:
    case realtime::error::method_not_found.code:
        return 404;
    case realtime::error::bad_request.code:
    case realtime::error::not_available.code:
        return 400;
    case realtime::error::conflict.code:
        return 409;
    case realtime::error::unrecoverable_position.code:
        return 416;
    default:
        return 500;
    }
}

} // namespace

error_mode requested_error_mode(const net::http_request& request)
{
    const auto mode = request.header("X-Centrifugo-Error-Mode");
    return mode == "transport" ? error_mode::transport : error_mode::body;
}

void append_error_member(std::string& out, const realtime::client_error& error)
{
    out += R"({"error":)";
    append_error(out, error.code, error.message);
    out += '}';
}

net::http_response answer_of(const api_reply& reply, error_mode mode)
{
    if (reply)
        return net::json_response(200, R"({"result":)" + *reply + '}');
    if (reply.error() == realtime::error::too_many_requests)
        return try_again_answer("the table of idempotency keys is full");

    std::string body;
    if (mode == error_mode::body)
    {
        append_error_member(body, reply.error());
        return net::json_response(200, std::move(body));
    }
    append_error(body, reply.error().code, reply.error().message);
    return net::json_response(status_of(reply.error()), std::move(body));
}

net::http_response malformed_answer(std::string_view why) { return net::text_response(400, why); }

net::http_response try_again_answer(std::string_view why)
{
    std::string body = R"({"error":)";
    append_error(body, 503, why);
    auto answer = net::json_response(503, body + '}');
    answer.headers.push_back({"Retry-After", "1"});
    return answer;
}

} // namespace ws::server
