#include "webhook/mac_match.hpp"

#include <ws/codec/hmac.hpp>

#include <openssl/crypto.h>

namespace ws::webhook
{

bool any_mac_matches(
    std::span<const secret> keys, std::span<const std::string_view> message_parts,
    std::span<const std::string> signatures)
{
    if (signatures.empty())
        return false;
    bool matches = false;
    for (const secret& key : keys)
    {
        auto expected = codec::hmac_sha256(key.reveal(), message_parts);
        for (const std::string& signature : signatures)
            matches = codec::equal_constant_time(codec::as_view(expected), signature) || matches;
        OPENSSL_cleanse(expected.data(), expected.size()); // it would be a forged delivery's signature
    }
    return matches;
}

} // namespace ws::webhook
