#include <ws/codec/ed25519.hpp>

#include <openssl/err.h>
#include <openssl/evp.h>

#include <stdexcept>

namespace ws::codec
{
namespace
{

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

result<ed25519_public_key> ed25519_public_key::from_bytes(std::string_view bytes)
{
    if (bytes.size() != ed25519_key_bytes)
        return errc::malformed_input;
    EVP_PKEY* key =
        EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, bytes_of(bytes), bytes.size());
    if (key == nullptr)
    {
        ERR_clear_error();
        throw std::runtime_error("Ed25519 is not available");
    }
    return ed25519_public_key(std::shared_ptr<evp_pkey_st>(key, EVP_PKEY_free));
}

bool ed25519_public_key::verify(std::string_view message, std::string_view signature) const
{
    if (signature.size() != ed25519_signature_bytes)
        return false;
    // A key may be shared between threads, a context may not.
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const bool ready =
        context != nullptr &&
        EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key_.get(), nullptr) == 1;
    const bool holds = ready && EVP_DigestVerify(
                                    context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                                    message.size()) == 1;
    if (!holds) // entries left behind would be taken for its own by TLS code on this thread
        ERR_clear_error();
    if (!ready)
        throw std::runtime_error("Ed25519 is not available");
    return holds;
}

} // namespace ws::codec
