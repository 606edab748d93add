#include "webhook/json_member.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/strict_json.hpp>
#include <ws/webhook/fal_keys.hpp>

#include <boost/json/array.hpp>

#include <optional>
#include <utility>

namespace ws::webhook
{
namespace
{

bool is_absent_or(const boost::json::value& jwk, std::string_view name, std::string_view wanted)
{
    return member(jwk, name) == nullptr || text_member(jwk, name) == wanted;
}

/// RFC 8037 names the algorithm for all curves, RFC 9864 for this one.
bool is_of_ed25519(const boost::json::value& jwk)
{
    return is_absent_or(jwk, "alg", "EdDSA") || text_member(jwk, "alg") == "Ed25519";
}

std::optional<codec::ed25519_public_key> usable_key(const boost::json::value& jwk)
{
    const auto x = text_member(jwk, "x");
    if (!x || text_member(jwk, "kty") != "OKP" || text_member(jwk, "crv") != "Ed25519" ||
        !is_absent_or(jwk, "use", "sig") || !is_of_ed25519(jwk))
        return std::nullopt;
    const auto bytes = codec::base64url_decode(*x);
    if (!bytes)
        return std::nullopt;
    auto key = codec::ed25519_public_key::from_bytes(*bytes);
    if (!key)
        return std::nullopt;
    return std::move(*key);
}

} // namespace

result<fal_keys_ptr> parse_fal_keys(std::string_view jwks)
{
    if (jwks.size() > max_fal_key_set_bytes)
        return errc::too_large;
    const auto document = codec::parse_strict_json(jwks);
    if (!document)
        return document.error();
    const boost::json::value* entries = member(*document, "keys");
    if (entries == nullptr || !entries->is_array())
        return errc::malformed_input;

    auto keys = std::make_shared<fal_keys>();
    for (const boost::json::value& entry : entries->get_array())
    {
        if (keys->size() == max_fal_keys)
            break;
        if (auto key = usable_key(entry))
            keys->push_back(std::move(*key));
    }
    if (keys->empty())
        return errc::malformed_input;
    return fal_keys_ptr(std::move(keys));
}

} // namespace ws::webhook
