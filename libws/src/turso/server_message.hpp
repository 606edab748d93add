#pragma once

#include <string>
#include <string_view>

namespace ws::turso
{

/// A server's words for a log line or a person: the title or the words of an HTML page,
/// without control characters, white space collapsed, always UTF-8, at most 300 bytes.
std::string readable_message(std::string_view body);

} // namespace ws::turso
