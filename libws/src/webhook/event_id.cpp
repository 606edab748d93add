#include "webhook/event_id.hpp"

#include <ws/webhook/event_identity.hpp>

#include <algorithm>

namespace ws::webhook
{

bool is_event_id(std::string_view text) noexcept
{
    const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; };
    return !text.empty() && text.size() <= max_event_id_bytes &&
           std::none_of(text.begin(), text.end(), is_control);
}

bool is_ascii_event_id(std::string_view text) noexcept
{
    const auto is_ascii = [](char c) { return c >= ' ' && c < 0x7F; };
    return is_event_id(text) && std::all_of(text.begin(), text.end(), is_ascii);
}

} // namespace ws::webhook
