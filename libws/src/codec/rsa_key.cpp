#include "codec/openssl_owned.hpp"

#include <ws/codec/rsa_key.hpp>

#include <openssl/core_names.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace ws::codec
{
namespace
{

using namespace openssl;

constexpr BN_ULONG usual_exponent = 65537;

number to_number(std::string_view big_endian)
{
    return number(BN_bin2bn(bytes_of(big_endian), static_cast<int>(big_endian.size()), nullptr));
}

bool is_fit(const BIGNUM* modulus, const BIGNUM* exponent)
{
    if (modulus == nullptr || exponent == nullptr)
        return false;
    const auto bits = static_cast<std::size_t>(BN_num_bits(modulus));
    return bits >= min_rsa_bits && bits <= max_rsa_bits && BN_is_odd(modulus) == 1 &&
           BN_is_word(exponent, usual_exponent) == 1;
}

/// Built anew from its two numbers: whatever else a document said about the key is lost.
pkey build(const BIGNUM* modulus, const BIGNUM* exponent)
{
    const param_builder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent) != 1)
        return nullptr;
    const params numbers(OSSL_PARAM_BLD_to_param(builder.get()));
    const pkey_context context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* key = nullptr;
    if (!numbers || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, numbers.get()) != 1)
        return nullptr;
    return pkey(key);
}

pkey checked_build(const BIGNUM* modulus, const BIGNUM* exponent)
{
    return is_fit(modulus, exponent) ? build(modulus, exponent) : nullptr;
}

} // namespace

result<rsa_public_key> rsa_public_key::from_numbers(std::string_view modulus, std::string_view exponent)
{
    // A zero in front is legal DER habit; more than that is no key.
    if (modulus.size() > max_rsa_bits / 8 + 1 || exponent.size() > sizeof(usual_exponent))
        return errc::malformed_input;
    const error_queue_cleaner clean;
    pkey key = checked_build(to_number(modulus).get(), to_number(exponent).get());
    if (!key)
        return errc::malformed_input;
    return rsa_public_key(std::shared_ptr<evp_pkey_st>(key.release(), EVP_PKEY_free));
}

result<rsa_public_key> rsa_public_key::from_der(std::string_view public_key_info)
{
    const error_queue_cleaner clean;
    const unsigned char* at = bytes_of(public_key_info);
    const unsigned char* const end = at + public_key_info.size();
    const pkey parsed(d2i_PUBKEY(nullptr, &at, static_cast<long>(public_key_info.size())));
    if (!parsed || at != end || EVP_PKEY_is_a(parsed.get(), "RSA") != 1)
        return errc::malformed_input;
    pkey key = checked_build(
        number_of(parsed.get(), OSSL_PKEY_PARAM_RSA_N).get(),
        number_of(parsed.get(), OSSL_PKEY_PARAM_RSA_E).get());
    if (!key)
        return errc::malformed_input;
    return rsa_public_key(std::shared_ptr<evp_pkey_st>(key.release(), EVP_PKEY_free));
}

bool rsa_public_key::verify_rs256(std::string_view message, std::string_view signature) const
{
    const error_queue_cleaner clean;
    // A key may be shared between threads, a context may not.
    const digest_context context(EVP_MD_CTX_new());
    if (!context || EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1)
        throw std::runtime_error("RS256 is not available");
    return EVP_DigestVerify(
               context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
}

std::size_t rsa_public_key::bits() const noexcept
{
    return static_cast<std::size_t>(EVP_PKEY_get_bits(key_.get()));
}

sha256_digest rsa_public_key::fingerprint() const
{
    const error_queue_cleaner clean;
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key_.get(), &der);
    if (size <= 0)
        throw std::runtime_error("an RSA key cannot be encoded");
    const auto digest = sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    return digest;
}

} // namespace ws::codec
