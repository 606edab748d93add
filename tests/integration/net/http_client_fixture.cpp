#include "http_client_fixture.hpp"

#include <chrono>
#include <stdexcept>

namespace ws::test
{

using std::chrono::steady_clock;

namespace
{
constexpr std::chrono::seconds patience{30};
}

net::transfer_result client_fixture::ask(net::outgoing_request request)
{
    pending_answer pending;
    pending.start(*client, std::move(request));
    if (!run_until([&] { return pending.result.has_value(); }))
        throw std::runtime_error("no answer");
    return std::move(*pending.result);
}

bool client_fixture::run_until(const std::function<bool()>& done)
{
    const auto end = steady_clock::now() + patience;
    io.restart();
    while (!done() && io.run_one_until(end) > 0)
    {
    }
    return done();
}

bool client_fixture::run_while_waiting(const std::function<bool()>& condition)
{
    const auto end = steady_clock::now() + patience;
    while (!condition() && steady_clock::now() < end)
    {
        io.restart();
        io.run_one_for(std::chrono::milliseconds(5));
    }
    return condition();
}

void pending_answer::start(net::http_client& client, net::outgoing_request request)
{
    client.send(std::move(request), [this](net::transfer_result r) { result.emplace(std::move(r)); });
}

net::outgoing_request get(std::string url)
{
    net::outgoing_request request;
    request.url = std::move(url);
    request.repeatable = true;
    return request;
}

net::outgoing_request post(std::string url, std::string body)
{
    net::outgoing_request request;
    request.method = "POST";
    request.url = std::move(url);
    request.body = std::move(body);
    return request;
}

std::string failure_text(const net::transfer_result& result)
{
    return result ? std::string() : result.error().message;
}

} // namespace ws::test
