#pragma once

#include <string_view>

namespace ws::codec
{

/// Whether `text` is UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

} // namespace ws::codec
