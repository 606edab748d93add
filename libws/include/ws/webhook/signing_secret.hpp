#pragma once

#include <ws/base/error.hpp>
#include <ws/base/secret.hpp>
#include <ws/codec/ed25519.hpp>
#include <ws/webhook/scheme.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ws::webhook
{

/// Sizes of a Standard Webhooks key, in bytes: what its specification asks for, and
/// what is refused.
inline constexpr std::size_t usual_key_min_bytes = 24;
inline constexpr std::size_t usual_key_max_bytes = 64;
inline constexpr std::size_t accepted_key_min_bytes = 16;

/// One configured secret as its scheme uses it.
struct signing_secret
{
    /// HMAC key; with scheme::shared_secret, what a sender presents.
    secret key;
    /// What the operator should be told, without the secret; "" when all is well.
    std::string warning;
};

/// Reads a configured secret.
///
/// standard: `whsec_` (optional) and base64, padded or not; the decoded bytes are the
/// key. github, stripe, shared_secret: the text itself, for Stripe with its `whsec_`.
/// fal has none. `why` receives what is wrong, without the secret.
/// Errors: errc::malformed_input.
result<signing_secret> parse_signing_secret(scheme used_by, std::string_view text, std::string& why);

/// The key with which a shared secret signs, beside being presented itself: a
/// `whsec_…` decoded where that gives a fit key, else the bytes of its text.
secret signing_key_of_shared(const secret& shared);

/// A sender's public key: `whpk_` and the base64 of 32 bytes. `why` as above.
/// Errors: errc::malformed_input.
result<codec::ed25519_public_key> parse_public_key(std::string_view text, std::string& why);

} // namespace ws::webhook
