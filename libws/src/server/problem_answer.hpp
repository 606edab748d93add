#pragma once

#include <ws/net/http_message.hpp>

#include <string_view>

namespace ws::server
{

/// An answer that tells a program and its author what was wrong (RFC 9457): the status, its
/// usual title and a sentence that repeats nothing secret.
net::http_response problem_answer(unsigned status, std::string_view detail);

} // namespace ws::server
