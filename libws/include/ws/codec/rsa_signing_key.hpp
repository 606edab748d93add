#pragma once

#include <ws/base/error.hpp>
#include <ws/base/secret.hpp>
#include <ws/codec/rsa_key.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace ws::codec
{

/// An RSA key pair that signs RS256: 2048 to 8192 bits, exponent 65537. Immutable;
/// copies share one key, and any number of threads may sign with it. What OpenSSL cannot
/// do (memory, a missing algorithm) is a std::runtime_error.
class rsa_signing_key
{
public:
    /// A new one of 2048 bits. Takes a tenth of a second or more.
    static rsa_signing_key generate();

    /// From a PEM block `PRIVATE KEY` (PKCS #8, RFC 5958) without a passphrase.
    /// Errors: errc::malformed_input, also for keys of another kind or size.
    static result<rsa_signing_key> from_pem(std::string_view pem);

    /// What from_pem() reads.
    [[nodiscard]] secret to_pem() const;

    /// What verifies its signatures.
    [[nodiscard]] rsa_public_key public_key() const;

    /// The numbers of a JWK (RFC 7518 §6.3.1), decoded: big-endian bytes.
    [[nodiscard]] std::string modulus() const;
    [[nodiscard]] std::string exponent() const;

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
    [[nodiscard]] std::string sign_rs256(std::string_view message) const;

private:
    explicit rsa_signing_key(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    std::shared_ptr<evp_pkey_st> key_;
};

} // namespace ws::codec
