#pragma once

#include "support/scripted_server.hpp"

#include <ws/net/http_client.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ws::test
{

/// A client on a loop of its own, which runs while a test waits for an answer.
class client_fixture
{
public:
    explicit client_fixture(net::http_client_options options = {})
        : client(net::make_curl_http_client(io.get_executor(), std::move(options)))
    {
    }

    /// Throws std::runtime_error where there is no answer within half a minute.
    net::transfer_result ask(net::outgoing_request request);

    /// Runs the loop until `done`; false where that took half a minute or nothing was left to do.
    bool run_until(const std::function<bool()>& done);
    /// Lets the client do what it can until the server, on its threads, has got there.
    bool run_while_waiting(const std::function<bool()>& condition);

    boost::asio::io_context io;
    std::unique_ptr<net::http_client> client;
};

/// An answer that is waited for later.
class pending_answer
{
public:
    void start(net::http_client& client, net::outgoing_request request);

    std::optional<net::transfer_result> result;
};

net::outgoing_request get(std::string url);
net::outgoing_request post(std::string url, std::string body);

/// "" where there is an answer.
std::string failure_text(const net::transfer_result& result);

} // namespace ws::test
