#pragma once

#include <ws/net/http_client.hpp>

#include <curl/curl.h>
#include <string>
#include <string_view>

namespace ws::net
{

/// What our own callbacks found wrong with an answer.
enum class refusal
{
    none,
    head_too_large,
    body_too_large,
    by_receiver,   ///< on_body said no
    out_of_memory, ///< or on_body threw
};

/// What is known about a transfer that libcurl gave up.
struct transfer_facts
{
    std::string_view authority; ///< "host:port"
    std::string_view host;
    std::string_view detail; ///< libcurl's error buffer
    long os_error = 0;
    refusal refused = refusal::none;
    bool may_have_arrived = true;
    const outgoing_request& request;
};

transfer_failure failure_of(CURLcode code, const transfer_facts& facts);

} // namespace ws::net
