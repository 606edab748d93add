#pragma once

#include <string>
#include <string_view>

namespace ws
{

/// Appends `text` to `out` as a JSON string literal, quotes included.
///
/// The result holds no control character and no line break and is always valid
/// UTF-8: bytes that are not become U+FFFD. Everything else above ASCII is kept.
void append_json_string(std::string& out, std::string_view text);

} // namespace ws
