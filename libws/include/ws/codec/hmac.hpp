#pragma once

#include <ws/base/error.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ws::codec
{

using sha256_digest = std::array<std::uint8_t, 32>;

sha256_digest sha256(std::string_view bytes);

/// HMAC-SHA-256 (RFC 2104). An empty key is the caller's mistake: assert.
sha256_digest hmac_sha256(std::string_view key, std::string_view message);

/// The same over a message that lies in several places, without copying it together.
sha256_digest hmac_sha256(std::string_view key, std::span<const std::string_view> parts);

/// Compares in a time that depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b) noexcept;
bool equal_constant_time(const sha256_digest& a, const sha256_digest& b) noexcept;

/// The digest's bytes, for functions that take text.
inline std::string_view as_view(const sha256_digest& d) noexcept
{
    return {reinterpret_cast<const char*>(d.data()), d.size()};
}

/// Lower-case hexadecimal.
std::string to_hex(std::string_view bytes);

/// Digits of either case, two for each byte. Errors: errc::malformed_input.
result<std::string> from_hex(std::string_view digits);

} // namespace ws::codec
