#pragma once

#include <ws/base/error.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace ws::codec
{

inline constexpr std::size_t ed25519_key_bytes = 32;
inline constexpr std::size_t ed25519_signature_bytes = 64;

/// An Ed25519 public key (RFC 8032 §5.1). Immutable; copies share one key, and any
/// number of threads may verify with it.
class ed25519_public_key
{
public:
    /// From the 32 bytes of its encoding, as JWKs (RFC 8037 §2) and `whpk_` keys hold
    /// them. Errors: errc::malformed_input for any other length.
    static result<ed25519_public_key> from_bytes(std::string_view bytes);

    /// Whether this key signed the message. Leaves nothing in OpenSSL's error queue.
    /// Throws std::runtime_error when OpenSSL lacks memory or algorithm.
    [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;

private:
    explicit ed25519_public_key(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    std::shared_ptr<evp_pkey_st> key_;
};

} // namespace ws::codec
