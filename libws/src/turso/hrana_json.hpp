#pragma once

#include <ws/turso/value.hpp>

#include <string>
#include <string_view>

/// JSON as Hrana's servers take it, appended to a request under construction.
namespace ws::turso
{

/// A string literal. Only what JSON demands is escaped, '/' least of all: servers read
/// base64 and integers straight from the text and refuse escapes in them. `text` must be UTF-8.
void append_json_text(std::string& out, std::string_view text);

/// A value object, e.g. {"type":"integer","value":"7"}. A double must be finite.
void append_json_value(std::string& out, const value& v);

} // namespace ws::turso
