#include <ws/codec/hmac.hpp>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cassert>
#include <cstddef>
#include <memory>
#include <stdexcept>

namespace ws::codec
{
namespace
{

using mac_context = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

/// Only an OpenSSL without these algorithms, or without memory, comes here. Its
/// queue is emptied: TLS code on this thread would take the entries for its own.
[[noreturn]] void fail(const char* what)
{
    ERR_clear_error();
    throw std::runtime_error(what);
}

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// Looked up once, as that costs more than a short MAC. Never freed: OpenSSL's
/// own exit handler may run before our destructors would.
EVP_MAC* hmac_algorithm()
{
    static EVP_MAC* const mac = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
    if (mac == nullptr)
        fail("HMAC is not available");
    return mac;
}

} // namespace

sha256_digest sha256(std::string_view bytes)
{
    sha256_digest digest;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        fail("SHA-256 is not available");
    return digest;
}

sha256_digest hmac_sha256(std::string_view key, std::string_view message)
{
    return hmac_sha256(key, std::span(&message, 1));
}

sha256_digest hmac_sha256(std::string_view key, std::span<const std::string_view> parts)
{
    assert(!key.empty());
    static const OSSL_PARAM* const with_sha256 = []
    {
        static char name[] = "SHA256";
        static const OSSL_PARAM params[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
        return params;
    }();

    sha256_digest digest;
    std::size_t length = 0;
    const mac_context context(EVP_MAC_CTX_new(hmac_algorithm()), &EVP_MAC_CTX_free);
    bool done =
        context != nullptr && EVP_MAC_init(context.get(), bytes_of(key), key.size(), with_sha256) == 1;
    for (const std::string_view part : parts)
        done = done && EVP_MAC_update(context.get(), bytes_of(part), part.size()) == 1;
    done = done && EVP_MAC_final(context.get(), digest.data(), &length, digest.size()) == 1;
    if (!done || length != digest.size())
        fail("HMAC-SHA-256 is not available");
    return digest;
}

bool equal_constant_time(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool equal_constant_time(const sha256_digest& a, const sha256_digest& b) noexcept
{
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_hex(std::string_view bytes)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes)
    {
        out += digits[static_cast<std::uint8_t>(c) >> 4];
        out += digits[static_cast<std::uint8_t>(c) & 15];
    }
    return out;
}

result<std::string> from_hex(std::string_view digits)
{
    const auto value = [](char c) -> unsigned
    {
        if (c >= '0' && c <= '9')
            return static_cast<unsigned>(c - '0');
        const char lower = static_cast<char>(c | 0x20);
        return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a' + 10) : 16;
    };
    if (digits.size() % 2 != 0)
        return errc::malformed_input;
    std::string bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2)
    {
        const unsigned high = value(digits[i]);
        const unsigned low = value(digits[i + 1]);
        if ((high | low) > 15)
            return errc::malformed_input;
        bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
}

} // namespace ws::codec
