#pragma once

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ws::test
{

/// A sender with a key pair: the same seed byte, the same keys.
class ed25519_signer
{
public:
    explicit ed25519_signer(unsigned char seed)
    {
        std::array<unsigned char, 32> bytes{};
        bytes.fill(seed);
        key_.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
        if (!key_)
            throw std::runtime_error("no Ed25519 key");
    }

    [[nodiscard]] std::string public_key() const
    {
        std::string bytes(32, '\0');
        std::size_t size = bytes.size();
        EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size);
        return bytes;
    }

    [[nodiscard]] std::string sign(std::string_view message) const
    {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
            EVP_MD_CTX_new(), EVP_MD_CTX_free);
        std::string signature(64, '\0');
        std::size_t size = signature.size();
        if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
            EVP_DigestSign(
                context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                reinterpret_cast<const unsigned char*>(message.data()), message.size()) != 1)
            throw std::runtime_error("cannot sign");
        return signature;
    }

private:
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_{nullptr, EVP_PKEY_free};
};

} // namespace ws::test
