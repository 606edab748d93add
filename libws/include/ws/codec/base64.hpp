#pragma once

#include <ws/base/error.hpp>

#include <string>
#include <string_view>

namespace ws::codec
{

/// Standard base64 (RFC 4648 §4) with padding.
std::string base64_encode(std::string_view bytes);

/// The same behind what `out` already holds.
void append_base64(std::string& out, std::string_view bytes);

/// Standard base64, padding required, unused tail bits zero.
/// Errors: errc::malformed_input.
result<std::string> base64_decode(std::string_view text);

/// Standard base64 with its padding or without any, for peers that write either; unused
/// tail bits zero. The bytes go behind what `out` already holds.
/// Errors: errc::malformed_input; `out` is then as it was.
result<> append_base64_decoded(std::string& out, std::string_view text);

/// base64url (RFC 4648 §5) without padding.
std::string base64url_encode(std::string_view bytes);

/// Strict base64url: no padding, no '+' or '/', no white space, unused tail
/// bits zero. Errors: errc::malformed_input.
result<std::string> base64url_decode(std::string_view text);

} // namespace ws::codec
