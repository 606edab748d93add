#pragma once

#include <string_view>

namespace ws::webhook
{

/// Whether a text from header or body can be an event's id: 1 to 256 bytes without
/// control characters.
bool is_event_id(std::string_view text) noexcept;

/// The same within printable ASCII.
bool is_ascii_event_id(std::string_view text) noexcept;

} // namespace ws::webhook
