#pragma once

#include <ws/base/error.hpp>

#include <string>
#include <string_view>

namespace ws::codec
{

/// Standard base64 (RFC 4648 §4) with padding.
std::string base64_encode(std::string_view bytes);

/// Standard base64, padding required, unused tail bits zero.
/// Errors: errc::malformed_input.
result<std::string> base64_decode(std::string_view text);

/// base64url (RFC 4648 §5) without padding.
std::string base64url_encode(std::string_view bytes);

/// Strict base64url: no padding, no '+' or '/', no white space, unused tail
/// bits zero. Errors: errc::malformed_input.
result<std::string> base64url_decode(std::string_view text);

} // namespace ws::codec
