#pragma once

#include <ws/base/error.hpp>
#include <ws/codec/ed25519.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace ws::webhook
{

inline constexpr std::size_t max_fal_key_set_bytes = 256 * 1024;
inline constexpr std::size_t max_fal_keys = 16; ///< all are tried for each delivery: it names none

/// fal's published keys. Immutable once shared; never empty when it comes from parse_fal_keys().
using fal_keys = std::vector<codec::ed25519_public_key>;
using fal_keys_ptr = std::shared_ptr<const fal_keys>;

/// A JWK Set (RFC 7517 §5, RFC 8037 §2). An entry counts when it has `kty` "OKP",
/// `crv` "Ed25519", an `x` of 32 bytes, `use` absent or "sig" and `alg` absent, "EdDSA" or
/// "Ed25519" (RFC 9864); others are skipped, and so are those behind the sixteenth.
/// Errors: errc::too_large for more than 256 KiB, errc::malformed_input otherwise, also
/// when no key is left.
result<fal_keys_ptr> parse_fal_keys(std::string_view jwks);

} // namespace ws::webhook
