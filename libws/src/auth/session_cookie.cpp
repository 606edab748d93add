#include <ws/auth/session_cookie.hpp>
#include <ws/codec/base64.hpp>

#include <openssl/evp.h>

#include <array>
#include <new>

namespace ws::auth
{
namespace
{

constexpr std::string_view plain_name = "__session";
constexpr std::size_t suffix_length = 8;

/// Clerk's SDK takes SHA-1 here to tell instances apart; nothing is secured by it.
std::string sha1(std::string_view text)
{
    std::array<char, 20> digest{};
    unsigned size = 0;
    auto* const out = reinterpret_cast<unsigned char*>(digest.data());
    if (EVP_Digest(text.data(), text.size(), out, &size, EVP_sha1(), nullptr) != 1)
        throw std::bad_alloc(); // what else could it be
    return {digest.data(), size};
}

} // namespace

std::vector<std::string> session_cookie_names(std::string_view publishable_key)
{
    std::vector<std::string> names;
    if (!publishable_key.empty())
    {
        const std::string encoded = codec::base64url_encode(sha1(publishable_key));
        names.push_back(std::string(plain_name) + '_' + encoded.substr(0, suffix_length));
    }
    names.emplace_back(plain_name);
    return names;
}

} // namespace ws::auth
