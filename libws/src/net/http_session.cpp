#include "http_session.hpp"

#include "websocket_beast.hpp"
#include "websocket_upgrade.hpp"

#include <ws/base/log.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace ws::net
{
namespace
{

using arrival = http_connection::arrival;

constexpr std::size_t longest_logged = 200;

/// Methods of RFC 9110 and PATCH: known, even if no path here has them.
bool is_known_method(std::string_view method)
{
    static constexpr std::array known{"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                      "CONNECT", "OPTIONS", "TRACE", "PATCH"};
    return std::find(known.begin(), known.end(), method) != known.end();
}

http_response no_route(const route_match& found, std::string_view method)
{
    if (found.allowed_methods.empty() && !is_known_method(method))
        return text_response(501, "This method is not known here.");
    if (found.allowed_methods.empty())
        return text_response(404, "There is nothing at this path.");
    if (found.websocket != nullptr && method == "GET")
        return upgrade_required();
    auto response = text_response(405, "This path does not take this method.");
    std::string allowed;
    for (const auto m : found.allowed_methods)
        allowed.append(allowed.empty() ? "" : ", ").append(m);
    response.headers.push_back({"Allow", std::move(allowed)});
    return response;
}

void log_failure(const http_request& request, std::string_view what)
{
    log::error(
        "http_handler_failed", {{"method", log::excerpt(request.method)},
                                {"path", log::excerpt(request.path)},
                                {"error", log::excerpt(what, longest_logged)}});
}

http_response failure_response()
{
    return text_response(500, "The server failed to answer; the failure was logged.");
}

} // namespace

http_session::http_session(http_service& service, tcp_socket socket, std::string peer_address, seat where)
    : service_(service), connection_(service.limit.options(where), service.wheel, std::move(socket)),
      peer_address_(std::move(peer_address)), seat_(where)
{
    service_.sessions.push_back(*this);
}

http_session::~http_session()
{
    leave();
    if (seat_ == seat::reserved)
        service_.limit.give_back();
}

void http_session::leave()
{
    if (is_linked())
        service_.sessions.erase(service_.sessions.iterator_to(*this));
}

task<void> http_session::run()
{
    bool more = true;
    while (more)
        more = co_await serve_one();
}

/// Whether the connection can take another request; so for all that follow.
task<bool> http_session::serve_one()
{
    head_ = {};
    found_ = {};
    const auto head = co_await connection_.read_head(head_);
    head_arrived_ = std::chrono::steady_clock::now();
    if (head == arrival::gone)
        co_return false;
    auto& request = head_.request;
    request.peer_address = peer_address_;
    if (head == arrival::whole)
        found_ = service_.table.find(request.method, request.path);
    if (!may_stay())
        co_return co_await send_full();
    if (head == arrival::refused)
        co_return co_await send_refusal();
    if (auto refused = refuse_at_gate())
    {
        last_ = head_.has_body(); // nobody will read it
        co_return co_await send(std::move(*refused));
    }
    if (found_.websocket != nullptr && wants_websocket(request))
        co_return co_await upgrade(*found_.websocket);
    if (found_.route == nullptr)
    {
        auto response = no_route(found_, request.method);
        last_ = head_.has_body();
        co_return co_await send(std::move(response));
    }
    co_return co_await serve(*found_.route);
}

/// Whether whatever is asked for is served on this seat.
bool http_session::may_stay() const noexcept
{
    return seat_ == seat::regular || (found_.route != nullptr && found_.route->when_full);
}

task<bool> http_session::send_full()
{
    auto response = service_.limit.refusal(service_.wheel.now());
    co_return co_await send_last(std::move(response));
}

std::optional<http_response> http_session::refuse_at_gate()
{
    const auto& gate = service_.table.gate();
    if (!gate.refuse)
        return std::nullopt;
    return ask([&](const http_request& request) { return gate.refuse(request, found_); });
}

task<bool> http_session::serve(const http_route& route)
{
    if (auto refused = ask(route.refuse))
    {
        last_ = head_.has_body(); // nobody will read it
        co_return co_await send(std::move(*refused));
    }
    if (head_.has_body())
    {
        const auto body = co_await connection_.read_body(head_, route.max_body_bytes);
        if (body == arrival::gone)
            co_return false;
        if (body == arrival::refused)
        {
            auto response = refuse_body(route);
            co_return co_await send_last(std::move(response));
        }
    }
    connection_.pause_deadline();
    auto response = co_await call(route);
    co_return co_await send(std::move(response));
}

task<http_response> http_session::call(const http_route& route)
{
    try
    {
        co_return co_await route.handle(head_.request);
    }
    catch (const std::exception& e)
    {
        if (!connection_.is_open()) // abort() cancelled the handler; nothing failed
            throw;
        log_failure(head_.request, e.what());
    }
    catch (...)
    {
        log_failure(head_.request, "not a std::exception");
    }
    co_return failure_response();
}

task<bool> http_session::upgrade(const websocket_route& route)
{
    auto refused = ask(route.refuse);
    if (!refused)
        refused = refuse_upgrade();
    websocket_opener open;
    if (!refused)
    {
        connection_.pause_deadline();
        auto verdict = co_await admit(route);
        if (auto* opener = std::get_if<websocket_opener>(&verdict))
            open = std::move(*opener);
        else
            refused = std::move(std::get<http_response>(verdict));
        // Much may have happened while the decision was pending.
        if (!refused)
            refused = refuse_upgrade();
    }
    if (refused)
    {
        last_ = true; // whoever was denied an upgrade has no further use for the connection
        co_return co_await send(std::move(*refused));
    }
    leave();
    tell_answered(101);
    const auto subprotocol = choose_subprotocol(head_.request, route.subprotocols);
    accept_websocket(
        connection_.release(), head_.request, subprotocol, std::move(open), service_.options.websocket,
        service_.wheel, service_.budget, service_.websockets);
    co_return false;
}

/// Whatever the client is, this cannot become a WebSocket.
std::optional<http_response> http_session::refuse_upgrade()
{
    if (auto refused = refuse_upgrade_form(head_, connection_.has_early_bytes()))
        return refused;
    if (!service_.winding_down)
        return std::nullopt;
    auto response = text_response(503, "The server is shutting down.");
    response.headers.push_back({"Retry-After", "5"});
    return response;
}

task<websocket_admission> http_session::admit(const websocket_route& route)
{
    try
    {
        co_return co_await route.admit(head_.request);
    }
    catch (const std::exception& e)
    {
        if (!connection_.is_open()) // abort() cancelled it; nothing failed
            throw;
        log_failure(head_.request, e.what());
    }
    catch (...)
    {
        log_failure(head_.request, "not a std::exception");
    }
    co_return failure_response();
}

std::optional<http_response> http_session::ask(const http_refusal_check& refuse)
{
    if (!refuse)
        return std::nullopt;
    try
    {
        return refuse(head_.request);
    }
    catch (const std::exception& e)
    {
        log_failure(head_.request, e.what());
        return failure_response();
    }
}

/// What the route says to a body that was not taken.
http_response http_session::refuse_body(const http_route& route)
{
    const http_refusal& refusal = connection_.refusal();
    if (!route.refuse_body)
        return text_response(refusal.status, refusal.reason);
    const http_refusal_check answer = [&](const http_request& request) -> std::optional<http_response>
    { return route.refuse_body(request, refusal.status); };
    return *ask(answer);
}

task<bool> http_session::send_refusal()
{
    auto response = text_response(connection_.refusal().status, connection_.refusal().reason);
    co_return co_await send_last(std::move(response));
}

task<bool> http_session::send_last(http_response response)
{
    last_ = true;
    co_return co_await send(std::move(response));
}

void http_session::tell_answered(unsigned status) const
{
    if (const auto& answered = service_.table.gate().answered)
        answered(found_, status, std::chrono::steady_clock::now() - head_arrived_);
}

task<bool> http_session::send(http_response response)
{
    if (const auto& complete = service_.table.gate().complete)
        complete(head_.request, found_, response);
    tell_answered(response.status);
    // Who was told that it makes mistakes may have made another, about where its request ends.
    const bool was_wrong = response.status == 400;
    const bool close =
        last_ || was_wrong || seat_ == seat::reserved || !head_.keep_alive || service_.winding_down;
    const bool with_body = head_.request.method != "HEAD";
    const auto date = service_.date.at(std::time(nullptr));
    co_return co_await connection_.send(response, date, with_body, close);
}

} // namespace ws::net
