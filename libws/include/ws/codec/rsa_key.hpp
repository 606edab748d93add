#pragma once

#include <ws/base/error.hpp>
#include <ws/codec/hmac.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace ws::codec
{

/// Moduli outside these bounds are refused: weak, or too slow to check for strangers.
inline constexpr std::size_t min_rsa_bits = 2048;
inline constexpr std::size_t max_rsa_bits = 8192;

/// An RSA public key for RS256: 2048 to 8192 bits, odd modulus, exponent 65537.
/// Immutable; copies share one key, and any number of threads may verify with it.
class rsa_public_key
{
public:
    /// From the numbers of a JWK (RFC 7518 §6.3.1), decoded: big-endian bytes.
    /// Errors: errc::malformed_input.
    static result<rsa_public_key> from_numbers(std::string_view modulus, std::string_view exponent);

    /// From a DER SubjectPublicKeyInfo (RFC 5280) and nothing behind it.
    /// Errors: errc::malformed_input, also for keys of another kind.
    static result<rsa_public_key> from_der(std::string_view public_key_info);

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3). Leaves nothing in OpenSSL's
    /// error queue. Throws std::runtime_error when OpenSSL lacks memory or algorithm.
    [[nodiscard]] bool verify_rs256(std::string_view message, std::string_view signature) const;

    [[nodiscard]] std::size_t bits() const noexcept;

    /// SHA-256 of the SubjectPublicKeyInfo: names the key in logs.
    [[nodiscard]] sha256_digest fingerprint() const;

private:
    explicit rsa_public_key(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    std::shared_ptr<evp_pkey_st> key_;
};

/// The keys of one or more PEM blocks `PUBLIC KEY` (RFC 7468), in their order, as
/// they end up in environment variables: with line breaks of any kind, with \n and
/// \r in two characters, on one line, with one pair of quotes around it all.
/// Anything else between the blocks is an error. `why` receives what is wrong,
/// without repeating the text. Errors: errc::malformed_input.
result<std::vector<rsa_public_key>> parse_public_key_pem(std::string_view text, std::string& why);

} // namespace ws::codec
