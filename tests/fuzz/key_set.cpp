#include "require.hpp"

#include <ws/auth/key_set.hpp>
#include <ws/auth/publishable_key.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace
{

using ws::codec::rsa_public_key;

void check_keys(std::span<const rsa_public_key> keys)
{
    for (const rsa_public_key& key : keys)
    {
        require(
            key.bits() >= ws::codec::min_rsa_bits && key.bits() <= ws::codec::max_rsa_bits,
            "a key has a size that counts");
        require(!key.verify_rs256("message", std::string(key.bits() / 8, '\x01')), "nobody has signed this");
    }
}

void check_document(std::string_view text)
{
    const auto set = ws::auth::parse_key_set(text);
    if (!set)
        return;
    require((*set)->size() > 0, "a key set is not empty");
    require((*set)->size() + (*set)->skipped() <= ws::auth::max_key_set_entries, "entries are limited");
    require((*set)->find(std::nullopt).empty(), "a token without an id has no key");
    check_keys((*set)->find("ins_pubvec_main_01"));
}

void check_pem(std::string_view text)
{
    std::string why;
    const auto keys = ws::codec::parse_public_key_pem(text, why);
    require(keys.has_value() == why.empty(), "what is refused has a reason");
    if (keys)
        check_keys(*keys);
}

} // namespace

/// The input is taken for each of the forms in which an issuer's keys are told.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    check_document(input);
    check_pem(input);
    if (const auto key = ws::auth::parse_publishable_key(input))
        require(key->frontend_host.find('.') != std::string::npos, "a host has a dot");
    return 0;
}
