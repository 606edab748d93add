#include "codec/openssl_owned.hpp"

#include <ws/codec/rsa_signing_key.hpp>

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

namespace ws::codec
{
namespace
{

using namespace openssl;

using memory = owned<BIO, BIO_free_all>;

constexpr unsigned new_key_bits = 2048;

void check(bool done, const char* what)
{
    if (!done)
        throw std::runtime_error(what);
}

/// For OpenSSL, which would otherwise ask for one at the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

std::string big_endian(const EVP_PKEY* key, const char* name)
{
    const error_queue_cleaner clean;
    const number value = number_of(key, name);
    check(value != nullptr, "an RSA key does not tell its numbers");
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(value.get())), '\0');
    BN_bn2bin(value.get(), reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

} // namespace

rsa_signing_key rsa_signing_key::generate()
{
    const error_queue_cleaner clean;
    std::shared_ptr<evp_pkey_st> key(EVP_RSA_gen(new_key_bits), EVP_PKEY_free);
    check(key != nullptr, "an RSA key cannot be made");
    return rsa_signing_key(std::move(key));
}

result<rsa_signing_key> rsa_signing_key::from_pem(std::string_view pem)
{
    const error_queue_cleaner clean;
    const memory in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    check(in != nullptr, "there is no memory to read a key");
    pkey key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr));
    if (!key || EVP_PKEY_is_a(key.get(), "RSA") != 1)
        return errc::malformed_input;
    rsa_signing_key read(std::shared_ptr<evp_pkey_st>(key.release(), EVP_PKEY_free));
    if (const auto fit = rsa_public_key::from_numbers(read.modulus(), read.exponent()); !fit)
        return fit.error();
    return read;
}

secret rsa_signing_key::to_pem() const
{
    const error_queue_cleaner clean;
    const memory out(BIO_new(BIO_s_secmem()));
    check(
        out != nullptr &&
            PEM_write_bio_PKCS8PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "an RSA key cannot be encoded");
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return secret(std::string_view(text, static_cast<std::size_t>(size)));
}

rsa_public_key rsa_signing_key::public_key() const
{
    return rsa_public_key::from_numbers(modulus(), exponent()).value();
}

std::string rsa_signing_key::modulus() const { return big_endian(key_.get(), OSSL_PKEY_PARAM_RSA_N); }

std::string rsa_signing_key::exponent() const { return big_endian(key_.get(), OSSL_PKEY_PARAM_RSA_E); }

std::string rsa_signing_key::sign_rs256(std::string_view message) const
{
    const error_queue_cleaner clean;
    const digest_context context(EVP_MD_CTX_new());
    std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
    std::string signature(size, '\0');
    check(
        context != nullptr &&
            EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
            EVP_DigestSign(
                context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes_of(message),
                message.size()) == 1,
        "RS256 is not available");
    signature.resize(size);
    return signature;
}

} // namespace ws::codec
