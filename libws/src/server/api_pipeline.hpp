#pragma once

#include "server/api_context.hpp"

#include <string_view>

namespace ws::server
{

/// Takes the next JSON object off the front of `rest`, white space before it
/// skipped: a body of several lines, or of objects written one after the other.
/// Empty at the end, and where something else than an object begins or one does
/// not end; `rest` then holds what is left.
std::string_view next_object(std::string_view& rest);

/// POST /api: Centrifugo's older form, a line per command and a line per reply.
net::task<net::http_response>
serve_pipeline(const api_context& context, const auth::api_key& key, const net::http_request& request);

} // namespace ws::server
