#pragma once

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

namespace ws::test
{

/// The SHA-256 of a file in lower-case hexadecimal digits; "" when it cannot be read.
inline std::string sha256_of_file(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return {};
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    bool fine = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
    std::string block(1 << 18, '\0');
    while (fine && file)
    {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        fine = EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(file.gcount())) == 1;
    }
    if (!fine || EVP_DigestFinal_ex(context.get(), digest.data(), &size) != 1)
        throw std::runtime_error("OpenSSL cannot compute a SHA-256");
    std::string text;
    for (unsigned i = 0; i < size; ++i)
    {
        constexpr char digits[] = "0123456789abcdef";
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

} // namespace ws::test
