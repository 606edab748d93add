#pragma once

#include <ws/base/secret.hpp>

#include <span>
#include <string>
#include <string_view>

namespace ws::webhook
{

/// Whether one of the signatures (decoded bytes) is the HMAC-SHA-256 of the message
/// under one of the keys. Tries all pairs: the time must not tell which it was.
bool any_mac_matches(
    std::span<const secret> keys, std::span<const std::string_view> message_parts,
    std::span<const std::string> signatures);

} // namespace ws::webhook
